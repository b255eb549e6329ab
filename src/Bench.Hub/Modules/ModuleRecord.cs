using System.Text.Json.Serialization;
using Bench.Hub.Hydration;

namespace Bench.Hub.Modules;

/// <summary>All that a hub must know of a module to go on after it was killed: its state file.</summary>
public sealed record ModuleRecord
{
    public const string CurrentSchema = "bench.hub-module/1";

    public string Schema { get; init; } = CurrentSchema;
    public required string ModuleId { get; init; }
    public InstanceState State { get; init; }

    /// <summary>
    /// The local data is newer than the backend's, or may be, and no instance has it: the next provision starts from it
    /// and hydrates nothing.
    /// </summary>
    public bool KeepsData { get; init; }

    /// <summary>Of its last instance, which the next one is given again when it is free.</summary>
    public int Port { get; init; }

    /// <summary>Restarts by the watchdog, one after the other, without a quiet time between.</summary>
    public int Restarts { get; init; }
    public ModuleEvent? LastOperation { get; init; }
    public string? LastError { get; init; }

    /// <summary>Of the last hydration or dehydration.</summary>
    public HydrationResult? Hydration { get; init; }

    /// <summary>Seconds of the phases of the last operations, by the phase's name.</summary>
    public IReadOnlyDictionary<string, double> Times { get; init; } =
        new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Whether there is anything to remember.</summary>
    [JsonIgnore]
    public bool IsGone => State == InstanceState.Unprovisioned && !KeepsData;
}
