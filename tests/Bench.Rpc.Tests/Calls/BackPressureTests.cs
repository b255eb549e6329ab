using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;
using Google.Protobuf;

namespace Bench.Rpc.Tests.Calls;

/// <summary>Who does not read holds up who writes to it, and nobody else.</summary>
public sealed class BackPressureTests
{
    private const int MessageBytes = 64 * 1024;

    // Windows of HTTP/2 (the client's grows to a few MiB), the server's and the sockets' buffers.
    private const int MostBytesAhead = 32 << 20;

    [Test]
    public async Task A_slow_reader_holds_up_its_own_stream_only()
    {
        await using var server = await EchoServer.StartAsync();
        using var channel = server.Channel();
        var request = new EchoRequest
        {
            Count = 100_000,
            Payload = ByteString.CopyFrom(new byte[MessageBytes]),
        };
        using var call = channel.Echo().Repeat(request, cancellationToken: Bounds.Token());
        var slow = call.ResponseStream;
        for (var read = 1; read <= 100; read++)
        {
            (await slow.MoveNext(default)).ShouldBeTrue();
            // Calls beside it, on the same connection, go on: what it does not read takes no room of theirs.
            var beside = new EchoRequest { Count = read };
            (await channel.Echo().SayToAsync(beside)).Count.ShouldBe(read);
            (server.Echo.Written - read).ShouldBeLessThan(MostBytesAhead / MessageBytes);
        }
        await SettledAsync(() => server.Echo.Written);
        (server.Echo.Written - 100).ShouldBeLessThan(MostBytesAhead / MessageBytes);
        GC.GetTotalMemory(forceFullCollection: true).ShouldBeLessThan(256L << 20);
    }

    [Test]
    public async Task A_server_that_does_not_read_holds_up_the_client()
    {
        await using var server = await EchoServer.StartAsync();
        using var channel = server.Channel();
        using var talk = channel.Echo().Talk(cancellationToken: Bounds.Token());
        await talk.RequestStream.WriteAsync(new EchoRequest { Hang = true });
        await server.Echo.Hanging.Bounded();

        var sent = 0;
        using var stop = new CancellationTokenSource();
        var sending = Task.Run(async () =>
        {
            var request = new EchoRequest { Payload = ByteString.CopyFrom(new byte[MessageBytes]) };
            while (!stop.IsCancellationRequested)
            {
                await talk.RequestStream.WriteAsync(request);
                Interlocked.Increment(ref sent);
            }
        });
        await SettledAsync(() => Volatile.Read(ref sent));
        sending.IsCompleted.ShouldBeFalse();
        sent.ShouldBeLessThan(MostBytesAhead / MessageBytes);

        await stop.CancelAsync();
        talk.Dispose();
        await Should.ThrowAsync<Exception>(sending.Bounded());
    }

    /// <summary>Waits until a count has not grown for a good many looks.</summary>
    private static async Task SettledAsync(Func<int> count)
    {
        var (last, same) = (-1, 0);
        await Bounds.UntilAsync(
            () =>
            {
                var now = count();
                same = now == last ? same + 1 : 0;
                last = now;
                return same > 50;
            },
            "the count stays as it is"
        );
    }
}
