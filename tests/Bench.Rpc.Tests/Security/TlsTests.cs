using Bench.Rpc.Client;
using Bench.Rpc.Errors;
using Bench.Rpc.Server;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;
using Grpc.Core;

namespace Bench.Rpc.Tests.Security;

/// <summary>Encrypted connections: whom each side trusts.</summary>
public sealed class TlsTests
{
    private Certificates _ours = null!;
    private Certificates _others = null!;

    [OneTimeSetUp]
    public void Issue() => (_ours, _others) = (new Certificates(), new Certificates());

    [OneTimeTearDown]
    public void Forget()
    {
        _ours.Dispose();
        _others.Dispose();
    }

    [Test]
    public async Task A_server_of_a_trusted_authority_is_called()
    {
        await using var server = await StartAsync(new Recorder());
        using var channel = server.Channel(
            new RpcChannelOptions { ServerAuthorities = _ours.Authorities }
        );
        server.Address.Scheme.ShouldBe("https");
        (await channel.Echo().SayToAsync(new EchoRequest { Text = "tls" })).Text.ShouldBe("tls");
    }

    [Test]
    public async Task A_server_of_another_authority_is_not()
    {
        await using var server = await StartAsync(new Recorder());
        using var others = server.Channel(
            new RpcChannelOptions { ServerAuthorities = _others.Authorities }
        );
        using var systems = server.Channel();
        foreach (var channel in new[] { others, systems })
        {
            var error = await Should.ThrowAsync<RpcException>(
                channel.Echo().SayToAsync(new EchoRequest())
            );
            RpcFailure.IsLost(error).ShouldBeTrue();
            RpcFailure.Words(error).ShouldContain("certificate");
        }
    }

    [Test]
    public async Task A_server_of_another_name_is_not()
    {
        await using var server = await StartAsync(new Recorder());
        using var channel = new RpcChannel(
            new Uri($"https://127.0.0.2:{server.Address.Port}"),
            new RpcChannelOptions { ServerAuthorities = _ours.Authorities }
        );
        RpcFailure
            .IsLost(
                await Should.ThrowAsync<RpcException>(channel.Echo().SayToAsync(new EchoRequest()))
            )
            .ShouldBeTrue();
    }

    [Test]
    public async Task A_clients_certificate_reaches_the_authenticator()
    {
        var recorder = new Recorder();
        await using var server = await StartAsync(recorder, requiresClient: true);
        using var own = _ours.ForClient("vm-7");
        using var channel = server.Channel(
            new RpcChannelOptions { ServerAuthorities = _ours.Authorities, ClientCertificate = own }
        );
        await channel.Echo().SayToAsync(new EchoRequest());
        recorder.Requests.Single().Peer.Certificate!.Subject.ShouldBe("CN=vm-7");
        recorder.Requests.Single().Peer.IsEncrypted.ShouldBeTrue();
    }

    [Test]
    public async Task Clients_without_a_good_certificate_are_turned_away()
    {
        var recorder = new Recorder();
        await using var server = await StartAsync(recorder, requiresClient: true);
        using var strangers = _others.ForClient("vm-7");
        using var servers = _ours.ForServer();
        foreach (var shown in new[] { null, strangers, servers })
        {
            using var channel = server.Channel(
                new RpcChannelOptions
                {
                    ServerAuthorities = _ours.Authorities,
                    ClientCertificate = shown,
                }
            );
            RpcFailure
                .IsLost(
                    await Should.ThrowAsync<RpcException>(
                        channel.Echo().SayToAsync(new EchoRequest())
                    )
                )
                .ShouldBeTrue();
        }
        recorder.Requests.ShouldBeEmpty();
    }

    private Task<EchoServer> StartAsync(Recorder recorder, bool requiresClient = false) =>
        EchoServer.StartAsync(
            new RpcServerOptions { Authenticator = recorder },
            new RpcListenOptions
            {
                Tls = new RpcServerTls
                {
                    Certificate = _ours.ForServer(),
                    ClientAuthorities = requiresClient ? _ours.Authorities : [],
                    RequiresClientCertificate = requiresClient,
                },
            }
        );
}
