using System.Net;
using System.Net.Sockets;
using Bench.Rpc.Server;
using Bench.Rpc.Tests.Http;
using Bench.Rpc.Tests.Servers;
using Bench.Rpc.V1;

namespace Bench.Rpc.Tests.Fuzzing;

/// <summary>Bytes by a seed, as bodies of calls and as connections: the server answers, lives and keeps nothing.</summary>
public sealed class FuzzTests
{
    private const int Bodies = 4000;
    private const int Connections = 300;
    private const int AtOnce = 16;
    private const long MostGrowth = 16L << 20;

    private static readonly string[] Paths =
    [
        "/bench.v1.Runs/Get",
        "/bench.v1.Runs/Start",
        "/bench.v1.Runs/Watch",
        "/bench.v1.Workers/Connect",
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        "/grpc.health.v1.Health/Check",
    ];

    [Test]
    public async Task Bodies_of_calls_are_answered_with_a_status([Values(1, 2)] int seed)
    {
        await using var server = await StartAsync();
        using var client = new HttpMessageInvoker(new SocketsHttpHandler());
        var bodies = new FuzzBodies(seed);
        await SendAsync(server, client, bodies, Bodies / 10);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await SendAsync(server, client, bodies, Bodies);
        await Bounds.UntilAsync(() => server.Gate.ActiveCalls is 0, "all calls are over");
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        growth.ShouldBeLessThan(MostGrowth, $"seed {seed}");
        server.Log.Lines.ShouldBeEmpty($"seed {seed}");
        await ShouldServeAsync(server);
    }

    [Test]
    public async Task Connections_of_any_bytes_end_alone([Values(1, 2)] int seed)
    {
        await using var server = await StartAsync();
        var streams = new FuzzConnections(seed);
        await ConnectAsync(server, streams, Connections / 10);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await ConnectAsync(server, streams, Connections);
        await Bounds.UntilAsync(() => server.Gate.ActiveCalls is 0, "all calls are over");
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        growth.ShouldBeLessThan(MostGrowth, $"seed {seed}");
        await ShouldServeAsync(server);
    }

    private static Task<EchoServer> StartAsync() =>
        EchoServer.StartAsync(new RpcServerOptions { MaxReceiveBytes = 64 * 1024 });

    private static async Task SendAsync(
        EchoServer server,
        HttpMessageInvoker client,
        FuzzBodies bodies,
        int count
    )
    {
        for (var done = 0; done < count; done += AtOnce)
        {
            var replies = await Task.WhenAll(
                Enumerable
                    .Range(0, AtOnce)
                    .Select(_ => bodies.Next(Paths))
                    .Select(it =>
                        RawCall.PostAsync(client, server.Address, it.Path, it.Body, it.Headers)
                    )
            );
            foreach (var reply in replies)
            {
                reply.HttpStatus.ShouldBe(200);
                int.Parse(reply.Status.ShouldNotBeNull()).ShouldBeInRange(0, 16);
            }
        }
    }

    private static async Task ConnectAsync(EchoServer server, FuzzConnections streams, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port, Bounds.Token());
            var stream = socket.GetStream();
            try
            {
                await stream.WriteAsync(streams.Next(), Bounds.Token());
                socket.Client.Shutdown(SocketShutdown.Send);
                var answer = new byte[4096];
                while (await stream.ReadAsync(answer, Bounds.Token()) > 0) { }
            }
            catch (IOException)
            {
                // The server hung up on it, as it may.
            }
            catch (SocketException)
            {
                // The same.
            }
        }
    }

    private static async Task ShouldServeAsync(EchoServer server)
    {
        using var channel = server.Channel();
        var runs = new Runs.RunsClient(channel.Anonymous);
        var snapshot = await runs.GetAsync(new GetRequest { RunId = "r1" }).ResponseAsync.Bounded();
        snapshot.Vms.Count.ShouldBe(2);
    }
}
