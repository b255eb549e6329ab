namespace Bench.Protocol.Barriers;

/// <summary>This host's monotonic clock as stamps have it; on Linux that of fio's logs too.</summary>
public static class Monotonic
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds since an origin that means nothing.</summary>
    public static long Nanoseconds(TimeProvider time)
    {
        var (stamp, frequency) = (time.GetTimestamp(), time.TimestampFrequency);
        return frequency == NanosecondsPerSecond
            ? stamp
            : (long)((Int128)stamp * NanosecondsPerSecond / frequency);
    }
}
