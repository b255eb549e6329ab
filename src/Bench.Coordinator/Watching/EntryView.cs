using System.Text.Json.Serialization;
using Bench.Model.Progress;

namespace Bench.Coordinator.Watching;

/// <summary>What is shown of a matrix entry.</summary>
public sealed record EntryView
{
    public required int MatrixId { get; init; }
    public required string TestId { get; init; }

    /// <summary>Place of the test case in the CSV, from 1: the column of the matrix.</summary>
    public required int TestOrdinal { get; init; }
    public required string ConfigLabel { get; init; }

    /// <summary>From 1: the row of the matrix.</summary>
    public required int ConfigId { get; init; }
    public required EntryState State { get; init; }

    /// <summary>The VM and number of its last attempt.</summary>
    public required string Vm { get; init; }
    public required int Attempt { get; init; }

    /// <summary>Iterations of the last attempt that are known to be committed.</summary>
    public required int IterationsDone { get; init; }

    /// <summary>What its last iteration measured, where the worker told.</summary>
    public IterationFigures? Last { get; init; }
}

public enum EntryState
{
    [JsonStringEnumMemberName("pending")]
    Pending,

    [JsonStringEnumMemberName("running")]
    Running,

    [JsonStringEnumMemberName("ok")]
    Ok,

    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Sealed without a result.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing,

    /// <summary>Sealed without a result, as the run was cancelled.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}
