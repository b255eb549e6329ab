using Bench.Model.Decisions;
using Bench.Model.Progress;
using Bench.Model.Runs;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;

namespace Bench.Protocol.Leading;

/// <summary>All that a leader decides from, at one moment.</summary>
public sealed record Situation
{
    public required RunConfig Config { get; init; }
    public required RunState State { get; init; }

    /// <summary>The last known progress by VM.</summary>
    public required IReadOnlyDictionary<string, WorkerProgress> Progress { get; init; }

    /// <summary>The attempts that are known to have a result; others may have one too.</summary>
    public required IReadOnlyDictionary<Attempt, AttemptFacts> Ended { get; init; }

    /// <summary>
    /// Test cases, by ordinal, whose results were read after the last decision that touched them had taken effect.
    /// </summary>
    public required IReadOnlySet<int> Read { get; init; }

    /// <summary>VMs that count as lost, with the reason.</summary>
    public required IReadOnlyDictionary<string, string> Lost { get; init; }

    /// <summary>VMs that something may be granted to, in the order of the config.</summary>
    public required IReadOnlyList<Candidate> Candidates { get; init; }

    /// <summary>Test cases, by ordinal, in which an entry is said to have failed.</summary>
    public IReadOnlySet<int> Failed { get; init; } = new HashSet<int>();

    /// <summary>Test cases, by ordinal, that operators want tried again.</summary>
    public IReadOnlyList<int> Requested { get; init; } = [];

    /// <summary>Why the run ends now whatever is open; null while it goes on.</summary>
    public SealReason? EndsFor { get; init; }

    /// <summary>Whether workers that say that they are done are still on their way out.</summary>
    public bool IsClosing { get; init; }
}

/// <summary>A VM that something may be granted to.</summary>
/// <param name="Vm">The VM.</param>
/// <param name="IsLastResort">It was fenced and shows nothing: it gets nothing while there are others.</param>
public sealed record Candidate(string Vm, bool IsLastResort = false);
