namespace Bench.Storage.Probing;

/// <summary>How a check ended.</summary>
public enum ProbeStatus
{
    Passed,

    /// <summary>A run would work, but something should be looked at.</summary>
    Warned,

    /// <summary>A run would not work.</summary>
    Failed,

    /// <summary>An earlier check failed, without which this one says nothing.</summary>
    Skipped,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">Such as <c>put</c> or <c>create-if-absent</c>.</param>
/// <param name="Finding">In words for users, with the URI where it failed.</param>
/// <param name="Remedy">What to do about it; null where there is nothing to do.</param>
public sealed record ProbeCheck(
    string Name,
    ProbeStatus Status,
    string Finding,
    string? Remedy = null
)
{
    public static ProbeCheck Passed(string name, string finding) =>
        new(name, ProbeStatus.Passed, finding);

    public static ProbeCheck Failed(string name, string finding, string remedy) =>
        new(name, ProbeStatus.Failed, finding, remedy);

    public static ProbeCheck Failed(string name, StoreException error) =>
        new(name, ProbeStatus.Failed, $"{error.Uri}: {error.Reason}", error.Remedy);
}

/// <summary>How long small requests take, in seconds.</summary>
public sealed record ProbeLatency(
    int Samples,
    double PutMedianSeconds,
    double PutP95Seconds,
    double GetMedianSeconds,
    double GetP95Seconds
);

/// <summary>
/// The server's clock less this machine's, in seconds: somewhere between the bounds. For information; nothing is
/// decided by it.
/// </summary>
public sealed record ClockOffset(double LowestSeconds, double HighestSeconds)
{
    public double Seconds => (LowestSeconds + HighestSeconds) / 2;

    /// <summary>Half the distance of the bounds.</summary>
    public double UncertaintySeconds => (HighestSeconds - LowestSeconds) / 2;
}

/// <summary>What was found out about a store.</summary>
public sealed record StoreProbeReport
{
    public required string StoreUri { get; init; }

    /// <summary>In the order in which they ran.</summary>
    public required IReadOnlyList<ProbeCheck> Checks { get; init; }

    /// <summary>Null where it could not be measured.</summary>
    public ProbeLatency? Latency { get; init; }

    /// <summary>Null where the store has no clock of its own or did not tell it.</summary>
    public ClockOffset? Clock { get; init; }

    /// <summary>Keys of the probe that could not be deleted.</summary>
    public IReadOnlyList<string> Leftovers { get; init; } = [];

    /// <summary>Whether runs can work on it.</summary>
    public bool IsFit =>
        Checks.All(check => check.Status is ProbeStatus.Passed or ProbeStatus.Warned);
}
