namespace Bench.Rpc.Contract;

/// <summary>Which sides of a call send more than one message.</summary>
public enum MethodKind
{
    Unary,
    ClientStreaming,
    ServerStreaming,
    Duplex,
}
