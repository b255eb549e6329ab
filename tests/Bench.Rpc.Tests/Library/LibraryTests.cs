using System.Net;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Bench.Rpc.Tests.Library;

/// <summary>gRPC's own library for .NET serves and calls all four kinds.</summary>
public sealed class LibraryTests
{
    [Test]
    public async Task The_library_serves_and_calls_all_four_kinds()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, it => it.Protocols = HttpProtocols.Http2)
        );
        builder.Services.AddGrpc();
        builder.Services.AddGrpcReflection();
        await using var application = builder.Build();
        application.MapGrpcService<Service>();
        application.MapGrpcReflectionService();
        await application.StartAsync();
        using var channel = GrpcChannel.ForAddress(application.Urls.Single());
        var client = new Echo.Echo.EchoClient(channel);

        var said = await client.SayAsync(new EchoRequest { Text = "a" }).ResponseAsync.Bounded();
        said.Text.ShouldBe("a");

        using var upload = client.Sum();
        await upload.RequestStream.WriteAsync(new EchoRequest { Count = 2 });
        await upload.RequestStream.WriteAsync(new EchoRequest { Count = 3 });
        await upload.RequestStream.CompleteAsync();
        (await upload.ResponseAsync.Bounded()).Count.ShouldBe(5);

        using var many = client.Repeat(new EchoRequest { Count = 3 });
        var replies = await many.ResponseStream.ReadAllAsync(Bounds.Token()).ToListAsync();
        replies.Select(it => it.Count).ShouldBe([0, 1, 2]);

        using var talk = client.Talk();
        await talk.RequestStream.WriteAsync(new EchoRequest { Text = "b" });
        (await talk.ResponseStream.MoveNext(Bounds.Token())).ShouldBeTrue();
        talk.ResponseStream.Current.Text.ShouldBe("b");
    }

    private sealed class Service : Echo.Echo.EchoBase
    {
        public override Task<EchoReply> Say(EchoRequest request, ServerCallContext context) =>
            Task.FromResult(new EchoReply { Text = request.Text });

        public override async Task<EchoReply> Sum(
            IAsyncStreamReader<EchoRequest> requestStream,
            ServerCallContext context
        )
        {
            var sum = 0;
            await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            {
                sum += request.Count;
            }
            return new EchoReply { Count = sum };
        }

        public override async Task Repeat(
            EchoRequest request,
            IServerStreamWriter<EchoReply> responseStream,
            ServerCallContext context
        )
        {
            for (var i = 0; i < request.Count; i++)
            {
                await responseStream.WriteAsync(new EchoReply { Count = i });
            }
        }

        public override async Task Talk(
            IAsyncStreamReader<EchoRequest> requestStream,
            IServerStreamWriter<EchoReply> responseStream,
            ServerCallContext context
        )
        {
            await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            {
                await responseStream.WriteAsync(new EchoReply { Text = request.Text });
            }
        }
    }
}
