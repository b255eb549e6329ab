using Bench.Statistics.Clocks;

namespace Bench.Statistics.Tests.Clocks;

/// <summary>A host whose clock's true offset is known, and changes as fast as it may.</summary>
internal sealed class TrueClock(Random random)
{
    private const long Second = 1_000_000_000;
    private readonly long _offset = random.NextInt64(-1_000_000 * Second, 1_000_000 * Second);
    private readonly double _drift =
        ((random.NextDouble() * 2) - 1) * ClockMap.DriftPerSecond * 0.999;

    /// <summary>Where a time of the host's clock lies on the reference clock.</summary>
    public long ToReference(long time) => time + _offset + (long)(time * _drift);

    /// <summary>A message and its reply with delays of any length.</summary>
    public ClockExchange Exchange(long at)
    {
        var (there, stay, back) = (Delay(), Delay(), Delay());
        var answered = at + there + stay;
        return new ClockExchange(
            at,
            ToReference(at + there),
            ToReference(answered),
            answered + back
        );
    }

    private long Delay() => (long)(Math.Pow(random.NextDouble(), 3) * 3 * Second);
}
