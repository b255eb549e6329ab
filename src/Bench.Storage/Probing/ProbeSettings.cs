namespace Bench.Storage.Probing;

/// <summary>How hard a store is probed.</summary>
public sealed record ProbeSettings
{
    public int RaceRounds { get; init; } = 5;

    public int Racers { get; init; } = 16;

    /// <summary>Puts and gets that are timed.</summary>
    public int LatencySamples { get; init; } = 20;

    /// <summary>Of a timed object.</summary>
    public int LatencyBytes { get; init; } = 4096;

    /// <summary>Of the object that is stored as a stream; more than one part, so that this power is tried too.</summary>
    public int StreamBytes { get; init; } = 20 << 20;

    /// <summary>A median above this is told: workers write their progress every 2 s.</summary>
    public double SlowSeconds { get; init; } = 1;

    /// <summary>Time for deleting what the probe wrote.</summary>
    public TimeSpan CleanUpLimit { get; init; } = TimeSpan.FromSeconds(60);
}
