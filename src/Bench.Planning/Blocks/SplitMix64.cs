namespace Bench.Planning.Blocks;

/// <summary>
/// The generator splitmix64 (G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", 2014).
/// Written out here because the order of a recorded seed must never change with the version of a library.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state = unchecked(_state + 0x9E3779B97F4A7C15);
        return Mix(_state);
    }

    /// <summary>
    /// A number from 0 below <paramref name="bound"/>, each equally likely (D. Lemire, "Fast random integer generation in
    /// an interval", 2019).
    /// </summary>
    public int NextBelow(int bound)
    {
        var range = (ulong)bound;
        var threshold = unchecked(0 - range) % range;
        while (true)
        {
            var high = Math.BigMul(Next(), range, out var low);
            if (low >= threshold)
            {
                return (int)high;
            }
        }
    }

    /// <summary>Spreads every bit over all others.</summary>
    public static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
