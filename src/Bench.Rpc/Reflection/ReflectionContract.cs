using Bench.Rpc.Contract;
using Google.Protobuf.Reflection;
using Alpha = Bench.Rpc.Standard.ReflectionAlpha;
using Stable = Bench.Rpc.Standard.Reflection;

namespace Bench.Rpc.Reflection;

/// <summary>The methods of <c>grpc.reflection.v1.ServerReflection</c> and of its older twin <c>v1alpha</c>.</summary>
public static class ReflectionContract
{
    private const string ServiceName = "ServerReflection";
    private const string MethodName = "ServerReflectionInfo";

    public static readonly ServiceDescriptor Descriptor =
        Stable.ReflectionReflection.Descriptor.FindTypeByName<ServiceDescriptor>(ServiceName);

    public static readonly ServiceDescriptor AlphaDescriptor =
        Alpha.ReflectionReflection.Descriptor.FindTypeByName<ServiceDescriptor>(ServiceName);

    public static readonly DuplexMethod<
        Stable.ServerReflectionRequest,
        Stable.ServerReflectionResponse
    > Info = new(Descriptor, MethodName);

    public static readonly DuplexMethod<
        Alpha.ServerReflectionRequest,
        Alpha.ServerReflectionResponse
    > AlphaInfo = new(AlphaDescriptor, MethodName);
}
