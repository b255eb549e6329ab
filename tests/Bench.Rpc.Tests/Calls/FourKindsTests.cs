using Bench.Rpc.Client;
using Bench.Rpc.Metadata;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;

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
        var facts = new RpcCallFacts();
        var options = new RpcCallOptions
        {
            Headers = RpcMetadata.Empty.With("x-mark", "a b").With("x-mark-bin", [1, 0, 255]),
            Facts = facts,
        };
        var request = new EchoRequest { Text = "Grüße ☃" };
        var reply = await _channel.CallAsync(EchoContract.Say, request, options).Bounded();

        reply.Text.ShouldBe("Grüße ☃");
        reply.Mark.ShouldBe("a b");
        reply.MarkBinary.ToByteArray().ShouldBe([1, 0, 255]);
        facts.Trailers!.Text("x-served-by").ShouldBe("Say");
        facts.Trailers!.Binary("x-served-bin").ShouldBe([0, 255, 10]);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(500)]
    public async Task Many_requests_get_one_response(int count)
    {
        await using var call = _channel.Open(EchoContract.Sum, cancel: Bounds.Token());
        for (var i = 0; i < count; i++)
        {
            await call.WriteAsync(new EchoRequest { Text = $"{i}", Count = i });
        }
        var reply = await call.CompleteAsync();

        reply.Count.ShouldBe(count * (count - 1) / 2);
        reply.Text.ShouldBe(string.Join(' ', Enumerable.Range(0, count)));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(500)]
    public async Task One_request_gets_many_responses(int count)
    {
        var facts = new RpcCallFacts();
        var replies = await _channel
            .ReadAsync(
                EchoContract.Repeat,
                new EchoRequest { Text = "x", Count = count },
                new RpcCallOptions { Facts = facts },
                Bounds.Token()
            )
            .ToListAsync();

        replies.Select(it => it.Count).ShouldBe(Enumerable.Range(0, count));
        facts.Headers!.Text("x-begun").ShouldBe("yes");
    }

    [Test]
    public async Task Both_sides_send_in_turn()
    {
        await using var call = _channel.Open(EchoContract.Talk, cancel: Bounds.Token());
        for (var i = 0; i < 100; i++)
        {
            await call.WriteAsync(new EchoRequest { Count = i });
            (await call.ReadAsync())!.Count.ShouldBe(i);
        }
        call.CompleteRequests();
        (await call.ReadAsync()).ShouldBeNull();
    }

    [Test]
    public async Task Many_calls_share_a_channel()
    {
        var calls = Enumerable
            .Range(0, 1000)
            .Select(i => _channel.CallAsync(EchoContract.Say, new EchoRequest { Count = i }));
        var replies = await Task.WhenAll(calls).Bounded();
        replies.Select(it => it.Count).ShouldBe(Enumerable.Range(0, 1000));
    }
}
