using Bench.Rpc.V1;
using Google.Protobuf.Reflection;

namespace Bench.Rpc.Contract;

/// <summary>The methods of <c>bench.v1.Runs</c>.</summary>
public static class RunsService
{
    public static readonly ServiceDescriptor Descriptor =
        CoordinatorReflection.Descriptor.FindTypeByName<ServiceDescriptor>("Runs");

    public static readonly ClientStreamingMethod<StartRequest, RunHead> Start = new(
        Descriptor,
        "Start"
    );
    public static readonly UnaryMethod<GetRequest, RunSnapshot> Get = new(Descriptor, "Get");
    public static readonly UnaryMethod<ListRequest, ListReply> List = new(Descriptor, "List");
    public static readonly ServerStreamingMethod<WatchRequest, RunEvent> Watch = new(
        Descriptor,
        "Watch"
    );
    public static readonly UnaryMethod<CancelRequest, CancelReply> Cancel = new(
        Descriptor,
        "Cancel"
    );
    public static readonly UnaryMethod<ResumeRequest, RunHead> Resume = new(Descriptor, "Resume");
    public static readonly UnaryMethod<RetryRequest, RetryReply> Retry = new(Descriptor, "Retry");
}
