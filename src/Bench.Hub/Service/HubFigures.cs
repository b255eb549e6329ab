using Bench.Hub.Modules;

namespace Bench.Hub.Service;

/// <summary>A hub in figures.</summary>
public sealed record HubFigures
{
    public required IReadOnlyDictionary<InstanceState, int> States { get; init; }

    /// <summary>Modules that are not unprovisioned.</summary>
    public required int Live { get; init; }
    public required int OperationsRunning { get; init; }
    public required int OperationsWaiting { get; init; }
    public required IReadOnlyDictionary<ModuleEvent, long> OperationsDone { get; init; }
    public required IReadOnlyDictionary<ModuleEvent, long> OperationsFailed { get; init; }
    public required HydrationTotals Hydrated { get; init; }
    public required HydrationTotals Dehydrated { get; init; }

    /// <summary>Of the instances' processes; instances within the hub are in <see cref="HubMemoryBytes"/>.</summary>
    public required long InstanceMemoryBytes { get; init; }
    public required long HubMemoryBytes { get; init; }
    public required long HostMemoryBytes { get; init; }
    public required long HostMemoryAvailableBytes { get; init; }
    public required long DiskBytes { get; init; }
    public required long DiskFreeBytes { get; init; }
}
