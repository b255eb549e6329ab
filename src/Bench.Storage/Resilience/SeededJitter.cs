namespace Bench.Storage.Resilience;

/// <summary>Numbers in [0, 1) from a seed, for any number of threads.</summary>
internal sealed class SeededJitter(int seed)
{
    private long _state = seed;

    public double Next()
    {
        // splitmix64
        var z = (ulong)Interlocked.Add(ref _state, unchecked((long)0x9E3779B97F4A7C15UL));
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
