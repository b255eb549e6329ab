using System.Text.Json.Serialization;
using Bench.Model.Progress;

namespace Bench.Coordinator.Watching;

/// <summary>What is shown of a VM.</summary>
public sealed record VmView
{
    public required string Vm { get; init; }

    /// <summary>The host's own name where it differs.</summary>
    public string? HostName { get; init; }
    public string? VmClass { get; init; }
    public required VmState State { get; init; }

    /// <summary>Epoch of the last known holder; 0 before there was one.</summary>
    public required int Epoch { get; init; }
    public required int EntriesTotal { get; init; }
    public required int EntriesOk { get; init; }
    public required int EntriesFailed { get; init; }
    public required int IterationsTotal { get; init; }
    public required int IterationsDone { get; init; }
    public required int IterationsFailed { get; init; }
    public CurrentWork? Current { get; init; }

    /// <summary>When its progress last grew, on the clock of whoever shows it; absent before the first.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>
    /// Seconds since its progress last grew, when this was told: 0 at each sign of life. Count on from <see cref="SeenAt"/>.
    /// </summary>
    public double? SilentSeconds { get; init; }

    /// <summary>Newest last.</summary>
    public IReadOnlyList<string> LastErrors { get; init; } = [];

    /// <summary>What it measured last and uses now; absent where the worker does not tell.</summary>
    public LiveFigures? Live { get; init; }
    public double? EstimatedSecondsLeft { get; init; }
}

public enum VmState
{
    /// <summary>No worker has claimed it yet.</summary>
    [JsonStringEnumMemberName("unclaimed")]
    Unclaimed,

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

    /// <summary>Its progress has not grown for a while, which is not yet proof of anything.</summary>
    [JsonStringEnumMemberName("silent")]
    Silent,

    /// <summary>Its right to its entries has ended.</summary>
    [JsonStringEnumMemberName("fenced")]
    Fenced,

    [JsonStringEnumMemberName("ended")]
    Ended,
}
