using Bench.Rpc.Client;
using Bench.Rpc.Tests.Servers;
using Grpc.Core;

namespace Bench.Rpc.Tests.Echo;

/// <summary>Clients of the echo service, and what tests do with its calls.</summary>
internal static class EchoCalls
{
    /// <summary>Asks the library to compress requests.</summary>
    public static readonly Metadata Zipped =
    [
        new Metadata.Entry("grpc-internal-encoding-request", "gzip"),
    ];

    public static Echo.EchoClient Echo(this RpcChannel channel) => new(channel.Anonymous);

    public static Task<EchoReply> SayToAsync(
        this Echo.EchoClient client,
        EchoRequest request,
        Metadata? headers = null
    ) => client.SayAsync(request, headers).ResponseAsync.Bounded();

    /// <summary>A call that has begun: one message went each way.</summary>
    public static async Task<AsyncDuplexStreamingCall<EchoRequest, EchoReply>> TalkingAsync(
        this Echo.EchoClient client
    )
    {
        var talk = client.Talk(cancellationToken: Bounds.Token());
        await talk.RequestStream.WriteAsync(new EchoRequest());
        (await talk.NextAsync()).ShouldNotBeNull();
        return talk;
    }

    /// <summary>Null when the call has ended OK.</summary>
    public static async Task<EchoReply?> NextAsync(
        this AsyncDuplexStreamingCall<EchoRequest, EchoReply> call
    ) => await call.ResponseStream.MoveNext(Bounds.Token()) ? call.ResponseStream.Current : null;

    public static async Task<StatusCode> EndAsync(Task call) =>
        (await Should.ThrowAsync<RpcException>(call.Bounded())).StatusCode;
}
