using Bench.Rpc.Client;
using Bench.Rpc.Server;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;
using Google.Protobuf;
using Grpc.Core;

namespace Bench.Rpc.Tests.Calls;

/// <summary>Limits hold on both sides, with and without compression.</summary>
public sealed class LimitTests
{
    private const int Limit = 200_000;

    [Test]
    public async Task Large_messages_pass_both_ways([Values] bool isGzip)
    {
        await using var server = await EchoServer.StartAsync(
            new RpcServerOptions { CompressResponses = isGzip }
        );
        using var channel = server.Channel();
        var request = new EchoRequest { Payload = Payload(3 << 20) };
        var reply = await channel.Echo().SayToAsync(request, isGzip ? EchoCalls.Zipped : null);
        reply.Payload.ShouldBe(request.Payload);
        server.Encodings.Single().Asked.ShouldBe(isGzip ? "gzip" : "");
    }

    [Test]
    public async Task The_server_refuses_larger_requests([Values] bool isGzip)
    {
        await using var server = await EchoServer.StartAsync(
            new RpcServerOptions { MaxReceiveBytes = Limit }
        );
        using var channel = server.Channel();
        var request = new EchoRequest { Payload = ByteString.CopyFrom(new byte[Limit + 1]) };
        var call = channel.Echo().SayToAsync(request, isGzip ? EchoCalls.Zipped : null);
        (await EchoCalls.EndAsync(call)).ShouldBe(StatusCode.ResourceExhausted);
    }

    [Test]
    public async Task The_client_refuses_larger_responses([Values] bool isGzip)
    {
        await using var server = await EchoServer.StartAsync(
            new RpcServerOptions { CompressResponses = isGzip }
        );
        using var channel = server.Channel(new RpcChannelOptions { MaxReceiveBytes = Limit });
        var request = new EchoRequest { Payload = ByteString.CopyFrom(new byte[Limit + 1]) };
        (await EchoCalls.EndAsync(channel.Echo().SayToAsync(request))).ShouldBe(
            StatusCode.ResourceExhausted
        );
    }

    [Test]
    public async Task The_server_sends_no_more_than_it_may()
    {
        await using var server = await EchoServer.StartAsync(
            new RpcServerOptions { MaxSendBytes = Limit }
        );
        using var channel = server.Channel();
        var request = new EchoRequest { Payload = Payload(Limit + 1) };
        (await EchoCalls.EndAsync(channel.Echo().SayToAsync(request))).ShouldBe(
            StatusCode.ResourceExhausted
        );
    }

    [Test]
    public async Task Calls_beyond_the_limit_are_refused_until_others_end()
    {
        await using var server = await EchoServer.StartAsync(
            new RpcServerOptions { MaxConcurrentCalls = 2 }
        );
        using var channel = server.Channel();
        var echo = channel.Echo();
        using var first = await echo.TalkingAsync();
        using (await echo.TalkingAsync())
        {
            (await EchoCalls.EndAsync(echo.SayToAsync(new EchoRequest()))).ShouldBe(
                StatusCode.ResourceExhausted
            );
        }
        await Bounds.UntilAsync(() => server.Gate.ActiveCalls is 1, "a call is over");
        (await echo.SayToAsync(new EchoRequest { Text = "again" })).Text.ShouldBe("again");
    }

    [Test]
    public async Task Streams_beyond_a_connection_open_another_one()
    {
        await using var server = await EchoServer.StartAsync(
            listening: new RpcListenOptions { MaxStreamsPerConnection = 4 }
        );
        using var channel = server.Channel();
        var talks = new List<IDisposable>();
        for (var i = 0; i < 20; i++)
        {
            talks.Add(await channel.Echo().TalkingAsync());
        }
        server.Gate.ActiveCalls.ShouldBe(20);
        talks.ForEach(talk => talk.Dispose());
    }

    /// <summary>Bytes that do not compress.</summary>
    private static ByteString Payload(int length)
    {
        var bytes = new byte[length];
        new Random(42).NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }
}
