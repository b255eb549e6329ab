using System.Runtime.InteropServices;

namespace Bench.Storage.Files;

/// <summary>Reads memory as a stream without copying it.</summary>
internal sealed class ReadOnlyMemoryStream(ReadOnlyMemory<byte> content)
    : MemoryStream(
        Segment(content).Array!,
        Segment(content).Offset,
        content.Length,
        writable: false
    )
{
    private static ArraySegment<byte> Segment(ReadOnlyMemory<byte> content) =>
        MemoryMarshal.TryGetArray(content, out var segment) && segment.Array is not null
            ? segment
            : new ArraySegment<byte>(content.ToArray());
}
