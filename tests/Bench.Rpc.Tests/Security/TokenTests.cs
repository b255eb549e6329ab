using Bench.Rpc.Client;
using Bench.Rpc.Server;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;
using Grpc.Core;
using Grpc.Health.V1;

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
        var right = new Echo.Echo.EchoClient(channel.As(Token));
        (await right.SayToAsync(new EchoRequest { Count = 1 })).Count.ShouldBe(1);
        var request = recorder.Requests.Single();
        (request.Service, request.Method).ShouldBe(("bench.test.Echo", "Say"));
        request.Peer.Address!.Address.ToString().ShouldBe("127.0.0.1");

        foreach (var wrong in new[] { channel.Anonymous, channel.As("other") })
        {
            var client = new Echo.Echo.EchoClient(wrong);
            var error = await Should.ThrowAsync<RpcException>(
                client.SayToAsync(new EchoRequest { Hang = true })
            );
            error.Status.ShouldBe(
                new Status(StatusCode.Unauthenticated, "a token is wanted: ☃ 100 %")
            );
            using var upload = client.Sum();
            (await EchoCalls.EndAsync(upload.ResponseAsync)).ShouldBe(StatusCode.Unauthenticated);
            using var many = client.Repeat(new EchoRequest { Count = 1 });
            (await EchoCalls.EndAsync(many.ResponseStream.MoveNext(default))).ShouldBe(
                StatusCode.Unauthenticated
            );
            using var talk = client.Talk();
            (await EchoCalls.EndAsync(talk.NextAsync())).ShouldBe(StatusCode.Unauthenticated);
        }
        server.Echo.Hanging.IsCompleted.ShouldBeFalse();
    }

    [Test]
    public async Task Health_is_open_to_all()
    {
        await using var server = await EchoServer.StartAsync(
            new RpcServerOptions { Authenticator = new Recorder(Token) }
        );
        using var channel = server.Channel();
        var health = new Health.HealthClient(channel.Anonymous);
        (await health.CheckAsync(new()).ResponseAsync.Bounded()).Status.ShouldBe(
            HealthCheckResponse.Types.ServingStatus.Serving
        );
    }

    [Test]
    public void A_token_is_not_sent_in_the_clear_to_another_machine()
    {
        using var channel = new RpcChannel(new Uri("http://192.0.2.1:5000"));
        Should
            .Throw<InvalidOperationException>(() => channel.As(Token))
            .Message.ShouldNotContain(Token);
    }

    [Test]
    public void A_request_does_not_print_its_token() =>
        new RpcRequest("s", "m", $"Bearer {Token}", new RpcPeer(null, null, false))
            .ToString()
            .ShouldNotContain(Token);

    [TestCase("ftp://host:1")]
    [TestCase("http://host:1/path")]
    public void An_address_without_a_server_is_refused(string address) =>
        Should.Throw<ArgumentException>(() => new RpcChannel(new Uri(address)));
}
