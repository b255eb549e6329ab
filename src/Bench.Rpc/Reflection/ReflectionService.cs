using Bench.Rpc.Server;
using Bench.Rpc.Standard.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Alpha = Bench.Rpc.Standard.ReflectionAlpha;

namespace Bench.Rpc.Reflection;

/// <summary>Tells clients such as grpcurl the contract of a server's services, its own included.</summary>
public sealed class ReflectionService
{
    private readonly ReflectionAnswers _answers;

    /// <param name="services">The services that are told of, beside the reflection services.</param>
    public ReflectionService(IEnumerable<ServiceDescriptor> services) =>
        _answers = new(
            new DescriptorIndex([
                .. services,
                ReflectionContract.Descriptor,
                ReflectionContract.AlphaDescriptor,
            ])
        );

    /// <summary>Both versions of the service.</summary>
    /// <param name="isOpen">Whether anybody may ask; else the server's authenticator decides.</param>
    public IReadOnlyList<RpcService> ToServices(bool isOpen) =>
        [
            new RpcService(ReflectionContract.Descriptor) { IsOpen = isOpen }.Handle(
                ReflectionContract.Info,
                InfoAsync
            ),
            new RpcService(ReflectionContract.AlphaDescriptor) { IsOpen = isOpen }.Handle(
                ReflectionContract.AlphaInfo,
                AlphaInfoAsync
            ),
        ];

    private async Task InfoAsync(
        IAsyncEnumerable<ServerReflectionRequest> requests,
        IResponseWriter<ServerReflectionResponse> responses,
        IServerCall call
    )
    {
        await foreach (var request in requests)
        {
            await responses.WriteAsync(_answers.To(request));
        }
    }

    /// <summary>The messages of both versions are the same on the wire.</summary>
    private async Task AlphaInfoAsync(
        IAsyncEnumerable<Alpha.ServerReflectionRequest> requests,
        IResponseWriter<Alpha.ServerReflectionResponse> responses,
        IServerCall call
    )
    {
        await foreach (var request in requests)
        {
            var answer = _answers.To(
                ServerReflectionRequest.Parser.ParseFrom(request.ToByteString())
            );
            await responses.WriteAsync(
                Alpha.ServerReflectionResponse.Parser.ParseFrom(answer.ToByteString())
            );
        }
    }
}
