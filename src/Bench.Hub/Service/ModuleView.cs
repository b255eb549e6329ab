using Bench.Hub.Hydration;
using Bench.Hub.Modules;

namespace Bench.Hub.Service;

/// <summary>What a hub says of a module; drivers get it as JSON.</summary>
public sealed record ModuleView
{
    public required string ModuleId { get; init; }
    public required InstanceState State { get; init; }

    /// <summary>Null without a running instance.</summary>
    public int? Port { get; init; }
    public string? BaseUri { get; init; }
    public int? Pid { get; init; }

    /// <summary>Of its processes; null for an instance within the hub.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Seconds in this state.</summary>
    public required double StateSeconds { get; init; }
    public bool KeepsData { get; init; }
    public int Restarts { get; init; }
    public ModuleEvent? LastOperation { get; init; }
    public string? LastError { get; init; }
    public HydrationProgress? Progress { get; init; }
    public HydrationResult? Hydration { get; init; }
    public required IReadOnlyDictionary<string, double> Times { get; init; }
}
