using System.Buffers;

namespace Bench.Rpc.Framing;

/// <summary>One message as it is on the wire, without its prefix.</summary>
/// <param name="IsCompressed">By the encoding that the stream's headers name.</param>
public readonly record struct MessageFrame(bool IsCompressed, ReadOnlySequence<byte> Payload);
