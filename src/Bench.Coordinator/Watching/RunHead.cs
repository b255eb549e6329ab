using System.Text.Json.Serialization;
using Bench.Model.Decisions;

namespace Bench.Coordinator.Watching;

/// <summary>What is shown of a run in one line.</summary>
public sealed record RunHead
{
    public required string Id { get; init; }

    /// <summary>The run's full URI, without secrets.</summary>
    public required string Uri { get; init; }
    public string? Name { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required RunPhase Phase { get; init; }

    /// <summary>Why the run waits or ended, in words; absent while it simply goes on.</summary>
    public string? Reason { get; init; }

    /// <summary>Set once the run is sealed.</summary>
    public SealReason? SealReason { get; init; }
    public CoordinatorIdentity? Leader { get; init; }
    public required int VmsTotal { get; init; }

    /// <summary>VMs whose worker shows signs of life.</summary>
    public required int VmsAlive { get; init; }
    public required int EntriesTotal { get; init; }
    public required int EntriesOk { get; init; }
    public required int EntriesFailed { get; init; }
    public required int IterationsTotal { get; init; }
    public required int IterationsDone { get; init; }
    public required int IterationsFailed { get; init; }

    /// <summary>Seconds until the last VM is done, from measured durations; absent before the first one.</summary>
    public double? EstimatedSecondsLeft { get; init; }
}

public enum RunPhase
{
    /// <summary>Its specs are there; no worker has shown itself.</summary>
    [JsonStringEnumMemberName("starting")]
    Starting,

    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>No VM is left that could go on: it waits for one, or for a resume.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    [JsonStringEnumMemberName("cancelling")]
    Cancelling,

    [JsonStringEnumMemberName("sealing")]
    Sealing,

    /// <summary>Final.</summary>
    [JsonStringEnumMemberName("sealed")]
    Sealed,
}
