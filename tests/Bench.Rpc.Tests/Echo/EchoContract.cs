using Bench.Rpc.Contract;
using Google.Protobuf.Reflection;

namespace Bench.Rpc.Tests.Echo;

internal static class EchoContract
{
    public static readonly ServiceDescriptor Descriptor =
        EchoReflection.Descriptor.FindTypeByName<ServiceDescriptor>("Echo");

    public static readonly UnaryMethod<EchoRequest, EchoReply> Say = new(Descriptor, "Say");
    public static readonly ClientStreamingMethod<EchoRequest, EchoReply> Sum = new(
        Descriptor,
        "Sum"
    );
    public static readonly ServerStreamingMethod<EchoRequest, EchoReply> Repeat = new(
        Descriptor,
        "Repeat"
    );
    public static readonly DuplexMethod<EchoRequest, EchoReply> Talk = new(Descriptor, "Talk");
    public static readonly UnaryMethod<EchoRequest, EchoReply> Nothing = new(Descriptor, "Nothing");
}
