using Bench.Rpc.Contract;
using Bench.Rpc.Standard.Health;
using Google.Protobuf.Reflection;

namespace Bench.Rpc.Health;

/// <summary>The methods of <c>grpc.health.v1.Health</c>.</summary>
public static class HealthContract
{
    public static readonly ServiceDescriptor Descriptor =
        HealthReflection.Descriptor.FindTypeByName<ServiceDescriptor>("Health");

    public static readonly UnaryMethod<HealthCheckRequest, HealthCheckResponse> Check = new(
        Descriptor,
        "Check"
    );
    public static readonly ServerStreamingMethod<HealthCheckRequest, HealthCheckResponse> Watch =
        new(Descriptor, "Watch");
}
