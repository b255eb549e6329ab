using System.Text.Json.Serialization;
using Bench.Model.Json;

namespace Bench.Model.Progress;

/// <summary>
/// <c>progress/&lt;vm&gt;.&lt;epoch&gt;.json</c>: a sign of life and what there is to see, at most 4 KiB, overwritten by that
/// epoch's holder only. Only its sequence decides anything (that the holder lives).
/// </summary>
public sealed record WorkerProgress : Document
{
    public required string Vm { get; init; }
    public required int Epoch { get; init; }

    /// <summary>Grows with each write.</summary>
    public required long Sequence { get; init; }
    public required WorkerState State { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset At { get; init; }
    public required int EntriesTotal { get; init; }
    public required int EntriesOk { get; init; }
    public required int EntriesFailed { get; init; }
    public required int IterationsTotal { get; init; }
    public required int IterationsOk { get; init; }
    public required int IterationsFailed { get; init; }

    /// <summary>Seconds that the iterations committed by this epoch took; with their number the mean for an ETA.</summary>
    public required double IterationSeconds { get; init; }
    public required int IterationsTimed { get; init; }
    public CurrentWork? Current { get; init; }

    /// <summary>The start barrier at which the worker waits, all preparation done; absent elsewhere.</summary>
    public BarrierPlace? Barrier { get; init; }

    /// <summary>For people who watch; absent where the worker does not tell.</summary>
    public LiveFigures? Live { get; init; }

    /// <summary>The last entries that ended, newest last, as many as fit: so that views need not read results.</summary>
    public IReadOnlyList<EndedEntry>? Ended { get; init; }

    /// <summary>
    /// The last decision that the worker had read when it took its entries: what it was granted up to there is part of
    /// its counts. Absent in progress of older versions, where it is 0.
    /// </summary>
    public int? LastDecision { get; init; }

    /// <summary>Of a worker that was told to stop: what it ended. Absent while it works.</summary>
    public StopAcknowledgement? Stopped { get; init; }

    /// <summary>The last few errors, newest last, shortened. The generated serialiser sets null where the field is missing.</summary>
    public IReadOnlyList<string> LastErrors
    {
        get;
        init => field = value ?? [];
    } = [];
}

public enum WorkerState
{
    [JsonStringEnumMemberName("starting")]
    Starting,

    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Waits for its turn on a shared host.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>Its entries are done; it waits for a grant or the seal.</summary>
    [JsonStringEnumMemberName("idle")]
    Idle,

    /// <summary>The process ends by itself; it commits nothing more.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,
}

/// <summary>What a worker that was told to stop has ended before it left.</summary>
/// <param name="Reason">Why it stopped, in words.</param>
/// <param name="ChildrenEnded">Processes of its own that ran when it was told to stop, and are gone.</param>
/// <param name="MountsUndone">Mounts of its own that were there, and are gone.</param>
/// <param name="Left">What could not be ended or undone, in words; empty when nothing is left.</param>
public sealed record StopAcknowledgement(
    string Reason,
    int ChildrenEnded,
    int MountsUndone,
    IReadOnlyList<string> Left
);

/// <summary>An attempt that has its result.</summary>
public sealed record EndedEntry(int MatrixId, int Attempt, bool Ok);

/// <summary>What a worker does now.</summary>
public sealed record CurrentWork
{
    public required int MatrixId { get; init; }
    public required string TestId { get; init; }
    public required string ConfigLabel { get; init; }
    public required int Iteration { get; init; }

    /// <summary>Absent in progress of older versions, where it is 1.</summary>
    public int? Attempt { get; init; }
    public required string Phase { get; init; }

    /// <summary>Seconds since the phase began, when this was written.</summary>
    public required double PhaseSeconds { get; init; }
}

/// <summary>A start barrier: the begin of one try at an iteration that several VMs run at once.</summary>
/// <param name="Attempt">The try, from 1.</param>
public sealed record BarrierPlace(int MatrixId, int Attempt, int Iteration);
