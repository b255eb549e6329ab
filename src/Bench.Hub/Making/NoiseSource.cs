using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bench.Hub.Making;

/// <summary>
/// Bytes that look random and do not compress, the same for the same seed: four xorshift generators side by side, as
/// memory is the limit and not the generator.
/// </summary>
internal struct NoiseSource
{
    private Vector256<ulong> _state;

    public NoiseSource(ulong seed) =>
        _state = Vector256.Create(Mixed(seed), Mixed(seed + 1), Mixed(seed + 2), Mixed(seed + 3));

    /// <summary>Fills the buffer. A stream that is filled in pieces is the same only for pieces of whole 32 bytes.</summary>
    public void Fill(Span<byte> buffer)
    {
        var whole = MemoryMarshal.Cast<byte, Vector256<ulong>>(buffer);
        var state = _state;
        for (var i = 0; i < whole.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            whole[i] = state;
        }
        var rest = buffer[(whole.Length * Vector256<byte>.Count)..];
        if (!rest.IsEmpty)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            Span<byte> last = stackalloc byte[Vector256<byte>.Count];
            state.AsByte().CopyTo(last);
            last[..rest.Length].CopyTo(rest);
        }
        _state = state;
    }

    /// <summary>SplitMix64's finaliser: neighbouring numbers become unlike ones.</summary>
    public static ulong Mixed(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        value ^= value >> 31;
        // Zero is where xorshift stands still.
        return value == 0 ? 1 : value;
    }
}
