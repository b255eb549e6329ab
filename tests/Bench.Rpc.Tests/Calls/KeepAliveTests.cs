using Bench.Rpc.Client;
using Bench.Rpc.Errors;
using Bench.Rpc.Server;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;
using Grpc.Core;

namespace Bench.Rpc.Tests.Calls;

/// <summary>A peer that falls silent without a word is found by both sides.</summary>
public sealed class KeepAliveTests
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_dead_server_is_found_by_the_client_and_a_dead_client_by_the_server()
    {
        await using var server = await StartAsync();
        await using var proxy = new SilentProxy(server.Address.Port);
        using var channel = ChannelTo(proxy);
        using var talk = await channel.Echo().TalkingAsync();
        server.Gate.ActiveCalls.ShouldBe(1);

        proxy.FallSilent();
        var error = await Should.ThrowAsync<RpcException>(talk.NextAsync().Bounded());
        RpcFailure.IsLost(error).ShouldBeTrue(error.ToString());
        await Bounds.UntilAsync(
            () => server.Gate.ActiveCalls is 0,
            "the server lets go of the call"
        );
    }

    [Test]
    public async Task A_quiet_connection_that_lives_is_kept()
    {
        await using var server = await StartAsync();
        await using var proxy = new SilentProxy(server.Address.Port);
        using var channel = ChannelTo(proxy);
        using var talk = await channel.Echo().TalkingAsync();

        // Nothing is said but pings; without answers to them both sides would have let go by then.
        var before = proxy.Chunks;
        await Bounds.UntilAsync(() => proxy.Chunks >= before + 8, "pings pass");
        await talk.RequestStream.WriteAsync(new EchoRequest { Text = "still there" });
        (await talk.NextAsync())!.Text.ShouldBe("still there");
    }

    private static Task<EchoServer> StartAsync() =>
        EchoServer.StartAsync(
            listening: new RpcListenOptions
            {
                KeepAliveDelay = Shortest,
                KeepAliveTimeout = Shortest,
            }
        );

    private static RpcChannel ChannelTo(SilentProxy proxy) =>
        new(
            new Uri($"http://127.0.0.1:{proxy.Port}"),
            new RpcChannelOptions { KeepAliveDelay = Shortest, KeepAliveTimeout = Shortest }
        );
}
