using Bench.Rpc.Client;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;
using Grpc.Core;

namespace Bench.Rpc.Tests.Calls;

/// <summary>Calls of all four kinds, between this client and this server.</summary>
public sealed class FourKindsTests
{
    private EchoServer _server = null!;
    private RpcChannel _channel = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await EchoServer.StartAsync();
        _channel = _server.Channel();
    }

    [TearDown]
    public async Task StopAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task A_unary_call_carries_message_and_metadata_both_ways()
    {
        Metadata headers =
        [
            new Metadata.Entry("x-mark", "a b"),
            new Metadata.Entry("x-mark-bin", [1, 0, 255]),
        ];
        using var call = _channel.Echo().SayAsync(new EchoRequest { Text = "Grüße ☃" }, headers);
        var reply = await call.ResponseAsync.Bounded();

        reply.Text.ShouldBe("Grüße ☃");
        reply.Mark.ShouldBe("a b");
        reply.MarkBinary.ToByteArray().ShouldBe([1, 0, 255]);
        call.GetTrailers().GetValue("x-served-by").ShouldBe("Say");
        call.GetTrailers().GetValueBytes("x-served-bin").ShouldBe([0, 255, 10]);
    }

    [TestCase(0)]
    [TestCase(500)]
    public async Task Many_requests_get_one_response(int count)
    {
        using var call = _channel.Echo().Sum(cancellationToken: Bounds.Token());
        for (var i = 0; i < count; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}", Count = i });
        }
        await call.RequestStream.CompleteAsync();
        var reply = await call;

        reply.Count.ShouldBe(count * (count - 1) / 2);
        reply.Text.ShouldBe(string.Join(' ', Enumerable.Range(0, count)));
    }

    [TestCase(0)]
    [TestCase(500)]
    public async Task One_request_gets_many_responses(int count)
    {
        using var call = _channel.Echo().Repeat(new EchoRequest { Text = "x", Count = count });
        var replies = await call.ResponseStream.ReadAllAsync(Bounds.Token()).ToListAsync();

        replies.Select(it => it.Count).ShouldBe(Enumerable.Range(0, count));
        (await call.ResponseHeadersAsync).GetValue("x-begun").ShouldBe("yes");
    }

    [Test]
    public async Task Both_sides_send_in_turn()
    {
        using var call = _channel.Echo().Talk(cancellationToken: Bounds.Token());
        for (var i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Count = i });
            (await call.NextAsync())!.Count.ShouldBe(i);
        }
        await call.RequestStream.CompleteAsync();
        (await call.NextAsync()).ShouldBeNull();
    }

    [Test]
    public async Task Many_calls_share_a_channel()
    {
        var echo = _channel.Echo();
        var calls = Enumerable
            .Range(0, 1000)
            .Select(i => echo.SayToAsync(new EchoRequest { Count = i }));
        var replies = await Task.WhenAll(calls).Bounded();
        replies.Select(it => it.Count).ShouldBe(Enumerable.Range(0, 1000));
    }
}
