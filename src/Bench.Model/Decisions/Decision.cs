using System.Text.Json.Serialization;
using Bench.Model.Json;

namespace Bench.Model.Decisions;

/// <summary>
/// <c>decisions/&lt;n&gt;.json</c>: one record of the one log of all that coordinators decide. Who writes record n has
/// read all before it; who finds n taken has lost the lead.
/// </summary>
public sealed record Decision : CreatedOnce
{
    /// <summary>Dense from 1.</summary>
    public required int Number { get; init; }
    public required DecisionKind Kind { get; init; }
    public required CoordinatorIdentity Coordinator { get; init; }

    /// <summary>For people; nothing is decided from it.</summary>
    public required DateTimeOffset At { get; init; }

    public Grant? Grant { get; init; }
    public FenceRequest? Fence { get; init; }
    public GoSignal? Go { get; init; }
    public GoVerdict? Verdict { get; init; }
    public SealIntention? Seal { get; init; }
}

public enum DecisionKind
{
    /// <summary>The coordinator leads from here on.</summary>
    [JsonStringEnumMemberName("lead")]
    Lead,

    [JsonStringEnumMemberName("grant")]
    Grant,

    [JsonStringEnumMemberName("fence")]
    Fence,

    [JsonStringEnumMemberName("go")]
    Go,

    /// <summary>What an iteration that several VMs ran at once came to.</summary>
    [JsonStringEnumMemberName("verdict")]
    Verdict,

    [JsonStringEnumMemberName("seal")]
    Seal,
}

/// <summary>One coordinator process.</summary>
public sealed record CoordinatorIdentity
{
    /// <summary>Random, new for each process.</summary>
    public required string Id { get; init; }
    public required string HostName { get; init; }
    public required int ProcessId { get; init; }

    /// <summary>Boot of its host and start of its process in clock ticks since then: on that host its death can be proven.</summary>
    public string? BootId { get; init; }
    public long? ProcessStartTicks { get; init; }

    public override string ToString() => $"process {ProcessId} on {HostName}";
}

/// <summary>Gives whole test cases to a VM as a new attempt. Attempt 1 of each entry is granted by <c>config.json</c>.</summary>
public sealed record Grant
{
    public required string Vm { get; init; }
    public required IReadOnlyList<AttemptGrant> Entries { get; init; }

    /// <summary>Why; absent in decisions of older versions, which grant nothing but what was lost.</summary>
    public GrantCause? Cause { get; init; }
}

/// <summary>Why a test case is tried again.</summary>
public enum GrantCause
{
    /// <summary>The VM that had it was fenced.</summary>
    [JsonStringEnumMemberName("lost")]
    Lost,

    /// <summary>An entry failed (<c>--retries</c>).</summary>
    [JsonStringEnumMemberName("retry")]
    Retry,

    /// <summary>An operator asked for it.</summary>
    [JsonStringEnumMemberName("requested")]
    Requested,
}

/// <summary>Attempt k of an entry belongs to one VM.</summary>
public sealed record AttemptGrant
{
    public required int MatrixId { get; init; }
    public required int Attempt { get; init; }
}

/// <summary>Asks for the fence that ends a VM's right to its spec.</summary>
public sealed record FenceRequest
{
    public required string Vm { get; init; }
    public required string Reason { get; init; }
}

/// <summary>Starts an iteration of an entry on all its participants at once.</summary>
public sealed record GoSignal
{
    public required int MatrixId { get; init; }

    /// <summary>The try at this iteration, from 1.</summary>
    public required int Attempt { get; init; }
    public required int Iteration { get; init; }
    public required IReadOnlyList<string> Participants { get; init; }

    /// <summary>
    /// When the coordinator knew that each participant was ready, in nanoseconds of its own monotonic clock, by VM; and
    /// just before it decided. They bound how far the participants' clocks lie from its own.
    /// </summary>
    public IReadOnlyDictionary<string, long>? ReadyNanoseconds { get; init; }
    public long? SentNanoseconds { get; init; }
}

/// <summary>What a start came to. It counts only if all its participants committed it as ok.</summary>
public sealed record GoVerdict
{
    /// <summary>Number of the decision that started it.</summary>
    public required int Go { get; init; }
    public required VerdictOutcome Outcome { get; init; }

    /// <summary>The VMs that run the iteration again, all of them participants; empty unless it is run again.</summary>
    public required IReadOnlyList<string> Survivors { get; init; }
}

public enum VerdictOutcome
{
    /// <summary>All participants committed it as ok.</summary>
    [JsonStringEnumMemberName("counted")]
    Counted,

    /// <summary>A participant was lost or failed: the others run the iteration again, as the next attempt.</summary>
    [JsonStringEnumMemberName("again")]
    Again,

    /// <summary>No participant ended it well.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>From here on nothing is granted; the seal follows.</summary>
public sealed record SealIntention
{
    public required SealReason Reason { get; init; }
}

public enum SealReason
{
    /// <summary>Every entry has a result.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    [JsonStringEnumMemberName("timed_out")]
    TimedOut,

    /// <summary>Read in seals of older versions only: a run whose VMs are lost waits, and is not sealed for it.</summary>
    [JsonStringEnumMemberName("workers_lost")]
    WorkersLost,
}

/// <summary><c>cancel</c>: asks for the end of the run. Final.</summary>
public sealed record Cancellation : CreatedOnce
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Who asked: user@host.</summary>
    public required string By { get; init; }
    public string? Reason { get; init; }
}
