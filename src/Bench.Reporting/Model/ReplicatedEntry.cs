using Bench.Model.Results;

namespace Bench.Reporting.Model;

/// <summary>
/// An entry that several VMs ran at once, iteration by iteration. Its rates are sums over these VMs within the common
/// window: the time in which all of them surely worked.
/// </summary>
public sealed record ReplicatedEntry
{
    public required int MatrixId { get; init; }
    public required string TestId { get; init; }
    public required int ConfigId { get; init; }
    public required string ConfigLabel { get; init; }
    public required int IterationsPlanned { get; init; }

    /// <summary>Iterations that all their participants ended well.</summary>
    public required int IterationsOk { get; init; }

    /// <summary>Of these, how many have a common window, and in how many it is ragged.</summary>
    public required int IterationsWithWindow { get; init; }
    public required int IterationsRagged { get; init; }

    /// <summary>Whether iterations ran on unlike sets of VMs, so that their sums are not alike.</summary>
    public required bool UnlikeParticipants { get; init; }

    /// <summary>What differs between the VMs' hosts; empty where they are alike.</summary>
    public required IReadOnlyList<string> HeterogeneousIn { get; init; }

    /// <summary>Sums over VMs in bytes per second, one value for each iteration with a window; absent without any.</summary>
    public RateSummary? Read { get; init; }
    public RateSummary? Write { get; init; }
    public RateSummary? Trim { get; init; }
    public required IReadOnlyList<ReplicatedVm> Vms { get; init; }
    public required IReadOnlyList<ReplicatedIteration> Iterations { get; init; }
}

/// <summary>One VM over the iterations that it took part in.</summary>
public sealed record ReplicatedVm
{
    public required string Vm { get; init; }

    /// <summary>Iterations with a window that it took part in.</summary>
    public required int Iterations { get; init; }

    /// <summary>Its own part of the sums: the median over iterations in bytes per second.</summary>
    public double? ReadBytesPerSecond { get; init; }
    public double? WriteBytesPerSecond { get; init; }
    public double? TrimBytesPerSecond { get; init; }

    /// <summary>The longest time from the receipt of a start signal to the start of the work.</summary>
    public double? LongestAfterGoSeconds { get; init; }
}

/// <summary>One iteration of an entry on all its participants.</summary>
public sealed record ReplicatedIteration
{
    public required int Iteration { get; init; }

    /// <summary>Above 1 where it was run again because it had lost a participant.</summary>
    public required int Attempt { get; init; }

    /// <summary>Number of the decision that started it.</summary>
    public required int GoDecision { get; init; }

    /// <summary><c>channel</c> where all participants had the start signal over the live channel.</summary>
    public required StartSignalKind Signal { get; init; }
    public required IReadOnlyList<string> Participants { get; init; }

    /// <summary>The window; absent where there is none.</summary>
    public ReplicatedWindow? Window { get; init; }

    /// <summary>Why there is no window, in words; absent where there is one.</summary>
    public string? NoWindow { get; init; }

    /// <summary>Sums over the participants within the window; absent where nothing was done in a direction.</summary>
    public WindowRate? Read { get; init; }
    public WindowRate? Write { get; init; }
    public WindowRate? Trim { get; init; }

    /// <summary>In the order of <see cref="Participants"/>.</summary>
    public required IReadOnlyList<ReplicatedShare> Vms { get; init; }
}

/// <summary>The time in which all processes of all participants surely worked.</summary>
public sealed record ReplicatedWindow
{
    /// <summary><c>one_host</c>: all participants share a clock; <c>coordinator</c>: theirs are put on its clock.</summary>
    public required string Clock { get; init; }

    /// <summary>From the latest possible start to the earliest possible end.</summary>
    public required double Seconds { get; init; }

    /// <summary>How much longer the true window may be.</summary>
    public required double UncertaintySeconds { get; init; }

    /// <summary>The longest time that one participant worked.</summary>
    public required double LongestSeconds { get; init; }

    /// <summary>Whether the window is shorter than 80 % of that.</summary>
    public required bool Ragged { get; init; }

    /// <summary>Between the first and the last start of a participant's work: at least and at most.</summary>
    public required double StartSkewLowSeconds { get; init; }
    public required double StartSkewHighSeconds { get; init; }

    /// <summary>Between the first and the last participant's learning of the go: at least and at most.</summary>
    public required double GoSkewLowSeconds { get; init; }
    public required double GoSkewHighSeconds { get; init; }

    /// <summary>
    /// Between the first and the last participant's being at work with all its processes, as the logs of their work show
    /// it: at least and at most.
    /// </summary>
    public required double WorkSkewLowSeconds { get; init; }
    public required double WorkSkewHighSeconds { get; init; }

    /// <summary>From the first start to when the first and the last participant were done, within a log's interval.</summary>
    public required double FirstDoneSeconds { get; init; }
    public required double LastDoneSeconds { get; init; }
}

/// <summary>A rate in bytes per second with its bounds.</summary>
public sealed record WindowRate(double BytesPerSecond, double Low, double High);

/// <summary>One participant of an iteration.</summary>
public sealed record ReplicatedShare
{
    public required string Vm { get; init; }

    /// <summary>How it learned of the go.</summary>
    public required StartSignalKind Signal { get; init; }

    /// <summary>From the receipt of the start signal to the start of the work, on the VM's own clock.</summary>
    public required double AfterGoSeconds { get; init; }

    /// <summary>From the first start of a participant's process to this one's, in the middle of its bounds.</summary>
    public double? StartSeconds { get; init; }

    /// <summary>From that first start to when it was done, within a log's interval.</summary>
    public double? DoneSeconds { get; init; }

    /// <summary>Between the bounds of its clock at the start.</summary>
    public double? ClockUncertaintySeconds { get; init; }
    public WindowRate? Read { get; init; }
    public WindowRate? Write { get; init; }
    public WindowRate? Trim { get; init; }
}
