using Bench.Rpc.Client;
using Bench.Rpc.Health;
using Bench.Rpc.Server;
using Bench.Rpc.Statuses;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;

namespace Bench.Rpc.Tests.Security;

/// <summary>Calls with bearer tokens, and what is open to all.</summary>
public sealed class TokenTests
{
    private const string Token = "s3cret-token";

    [Test]
    public async Task Only_the_right_token_opens_a_call_of_any_kind()
    {
        var recorder = new Recorder(Token);
        await using var server = await EchoServer.StartAsync(
            new RpcServerOptions { Authenticator = recorder }
        );
        using var channel = server.Channel();
        var right = new RpcCallOptions { BearerToken = Token };
        (
            await channel
                .CallAsync(EchoContract.Say, new EchoRequest { Count = 1 }, right)
                .Bounded()
        ).Count.ShouldBe(1);
        recorder.Methods.ShouldBe(["/bench.test.Echo/Say"]);
        recorder.Peers.Single().Address!.Address.ToString().ShouldBe("127.0.0.1");

        foreach (
            var wrong in new[] { RpcCallOptions.Default, right with { BearerToken = "other" } }
        )
        {
            (
                await Should.ThrowAsync<RpcException>(
                    channel.CallAsync(EchoContract.Say, new EchoRequest(), wrong).Bounded()
                )
            ).Code.ShouldBe(RpcStatusCode.Unauthenticated);
            await using var talk = channel.Open(EchoContract.Talk, wrong, Bounds.Token());
            (
                await Should.ThrowAsync<RpcException>(async () => await talk.ReadAsync())
            ).Code.ShouldBe(RpcStatusCode.Unauthenticated);
            (
                await Should.ThrowAsync<RpcException>(async () =>
                {
                    while (true)
                    {
                        await talk.WriteAsync(new EchoRequest());
                    }
                })
            ).Code.ShouldBe(RpcStatusCode.Unauthenticated);
        }
    }

    [Test]
    public async Task Health_is_open_to_all()
    {
        await using var server = await EchoServer.StartAsync(
            new RpcServerOptions { Authenticator = new Recorder(Token) }
        );
        using var channel = server.Channel();
        await channel.CallAsync(HealthContract.Check, new()).Bounded();
    }

    [Test]
    public void A_token_is_not_sent_in_the_clear_to_another_machine()
    {
        using var channel = new RpcChannel(new Uri("http://192.0.2.1:5000"));
        var options = new RpcCallOptions { BearerToken = Token };
        Should
            .Throw<InvalidOperationException>(() =>
            {
                channel.Open(EchoContract.Talk, options, Bounds.Token());
            })
            .Message.ShouldNotContain(Token);
    }

    [Test]
    public void Options_do_not_print_their_token() =>
        new RpcCallOptions { BearerToken = Token }
            .ToString()
            .ShouldNotContain(Token);

    [TestCase("ftp://host:1")]
    [TestCase("http://host:1/path")]
    public void An_address_without_a_server_is_refused(string address) =>
        Should.Throw<ArgumentException>(() => new RpcChannel(new Uri(address)));
}
