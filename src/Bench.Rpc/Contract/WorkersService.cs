using Bench.Rpc.V1;
using Google.Protobuf.Reflection;

namespace Bench.Rpc.Contract;

/// <summary>The methods of <c>bench.v1.Workers</c>.</summary>
public static class WorkersService
{
    public static readonly ServiceDescriptor Descriptor =
        CoordinatorReflection.Descriptor.FindTypeByName<ServiceDescriptor>("Workers");

    public static readonly DuplexMethod<WorkerMessage, WorkerCommand> Connect = new(
        Descriptor,
        "Connect"
    );
}
