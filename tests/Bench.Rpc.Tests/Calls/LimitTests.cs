using Bench.Rpc.Client;
using Bench.Rpc.Server;
using Bench.Rpc.Statuses;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;
using Google.Protobuf;

namespace Bench.Rpc.Tests.Calls;

/// <summary>Limits hold on both sides, with and without compression.</summary>
public sealed class LimitTests
{
    private const int Limit = 200_000;

    [Test]
    public async Task Messages_up_to_the_limit_pass_both_ways([Values] bool isGzip)
    {
        await using var server = await EchoServer.StartAsync(
            new RpcServerOptions { CompressResponses = isGzip }
        );
        using var channel = server.Channel(new RpcChannelOptions { CompressRequests = isGzip });
        var request = new EchoRequest { Payload = Payload((4 << 20) - 100) };
        var reply = await channel.CallAsync(EchoContract.Say, request).Bounded();
        reply.Payload.ShouldBe(request.Payload);
    }

    [Test]
    public async Task The_server_refuses_larger_requests([Values] bool isGzip)
    {
        await using var server = await EchoServer.StartAsync(
            new RpcServerOptions { MaxReceiveBytes = Limit }
        );
        using var channel = server.Channel(new RpcChannelOptions { CompressRequests = isGzip });
        var request = new EchoRequest { Payload = ByteString.CopyFrom(new byte[Limit + 1]) };
        (
            await Should.ThrowAsync<RpcException>(
                channel.CallAsync(EchoContract.Say, request).Bounded()
            )
        ).Code.ShouldBe(RpcStatusCode.ResourceExhausted);
    }

    [Test]
    public async Task The_client_refuses_larger_responses([Values] bool isGzip)
    {
        await using var server = await EchoServer.StartAsync(
            new RpcServerOptions { CompressResponses = isGzip }
        );
        using var channel = server.Channel(new RpcChannelOptions { MaxReceiveBytes = Limit });
        var request = new EchoRequest { Payload = ByteString.CopyFrom(new byte[Limit + 1]) };
        (
            await Should.ThrowAsync<RpcException>(
                channel.CallAsync(EchoContract.Say, request).Bounded()
            )
        ).Code.ShouldBe(RpcStatusCode.ResourceExhausted);

        var wider = new RpcCallOptions { MaxReceiveBytes = 2 * Limit };
        var reply = await channel.CallAsync(EchoContract.Say, request, wider).Bounded();
        reply.Payload.Length.ShouldBe(Limit + 1);
    }

    [Test]
    public async Task Neither_side_sends_more_than_it_may()
    {
        await using var server = await EchoServer.StartAsync(
            new RpcServerOptions { MaxSendBytes = Limit }
        );
        var request = new EchoRequest { Payload = Payload(Limit + 1) };
        using var open = server.Channel();
        (
            await Should.ThrowAsync<RpcException>(
                open.CallAsync(EchoContract.Say, request).Bounded()
            )
        ).Code.ShouldBe(RpcStatusCode.ResourceExhausted);

        using var narrow = server.Channel(new RpcChannelOptions { MaxSendBytes = Limit });
        (
            await Should.ThrowAsync<RpcException>(
                narrow.CallAsync(EchoContract.Say, request).Bounded()
            )
        ).Description.ShouldContain($"limit of {Limit} bytes");
        await using var talk = narrow.Open(EchoContract.Talk, cancel: Bounds.Token());
        await Should.ThrowAsync<RpcException>(async () => await talk.WriteAsync(request));
        // A message that was never sent does not harm the call.
        await talk.WriteAsync(new EchoRequest { Text = "small" });
        (await talk.ReadAsync())!.Text.ShouldBe("small");
    }

    [Test]
    public async Task Calls_beyond_the_limit_are_refused_until_others_end()
    {
        await using var server = await EchoServer.StartAsync(
            new RpcServerOptions { MaxConcurrentCalls = 2 }
        );
        using var channel = server.Channel();
        await using var first = await TalkingAsync(channel);
        await using (await TalkingAsync(channel))
        {
            (
                await Should.ThrowAsync<RpcException>(
                    channel.CallAsync(EchoContract.Say, new EchoRequest()).Bounded()
                )
            ).Code.ShouldBe(RpcStatusCode.ResourceExhausted);
        }
        await Bounds.UntilAsync(() => server.Rpc.ActiveCalls is 1, "a call is over");
        await channel.CallAsync(EchoContract.Say, new EchoRequest()).Bounded();
    }

    [Test]
    public async Task Streams_beyond_a_connection_open_another_one()
    {
        await using var server = await EchoServer.StartAsync(
            listening: new RpcListenOptions { MaxStreamsPerConnection = 4 }
        );
        using var channel = server.Channel();
        var talks = new List<DuplexCall<EchoRequest, EchoReply>>();
        for (var i = 0; i < 20; i++)
        {
            talks.Add(await TalkingAsync(channel));
        }
        server.Rpc.ActiveCalls.ShouldBe(20);
        foreach (var talk in talks)
        {
            await talk.DisposeAsync();
        }
    }

    private static async Task<DuplexCall<EchoRequest, EchoReply>> TalkingAsync(RpcChannel channel)
    {
        var talk = channel.Open(EchoContract.Talk, cancel: Bounds.Token());
        await talk.WriteAsync(new EchoRequest());
        (await talk.ReadAsync()).ShouldNotBeNull();
        return talk;
    }

    /// <summary>Bytes that do not compress.</summary>
    private static ByteString Payload(int length)
    {
        var bytes = new byte[length];
        new Random(42).NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }
}
