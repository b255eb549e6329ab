using Bench.Model.Json;

namespace Bench.Hub.Collection;

/// <summary>How a sweep goes about.</summary>
public sealed record SweepOptions
{
    /// <summary>Whether it only looks: nothing is written or deleted.</summary>
    public bool DryRun { get; init; }

    /// <summary>
    /// A dehydration or sweep that shows no sign of life for so long, on this machine's monotonic clock, is ended.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often it looks for signs of life, and gives its own.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Objects read or deleted at once; 0 for one after another.</summary>
    public int Threads { get; init; } = 16;

    /// <summary>Objects that one sweep deletes at the most.</summary>
    public int MostCandidates { get; init; } = 200_000;

    /// <summary>Names this sweep in what it writes, for messages.</summary>
    public string Hub { get; init; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Makes random ids.</summary>
    internal Func<string> NewId { get; init; } = WriterId.New;
}

/// <summary>What a sweep found and did.</summary>
public sealed record SweepResult
{
    public bool DryRun { get; init; }

    /// <summary>The sweep's number; null for a dry run.</summary>
    public int? Number { get; init; }

    /// <summary>Modules that have a state.</summary>
    public int Modules { get; init; }

    /// <summary>Content objects in the store, and their bytes.</summary>
    public long Objects { get; init; }
    public long Bytes { get; init; }

    /// <summary>Those that no state named.</summary>
    public long CandidateObjects { get; init; }
    public long CandidateBytes { get; init; }

    /// <summary>Those that were deleted.</summary>
    public long DeletedObjects { get; init; }
    public long DeletedBytes { get; init; }

    /// <summary>States that newer ones had taken the place of.</summary>
    public int SupersededStates { get; init; }

    /// <summary>Dehydrations that showed no sign of life and were ended.</summary>
    public int EndedSessions { get; init; }
}
