using Bench.Hub.Modules;
using Bench.Hub.Service;
using Bench.Model.Json;

namespace Bench.Hub.Http;

/// <summary>A hub in figures, as <c>/stats/hub</c> gives them.</summary>
internal sealed record StatsDocument
{
    public required InstanceStats Instances { get; init; }
    public required OperationStats Operations { get; init; }
    public required HydrationTotals Hydrated { get; init; }
    public required HydrationTotals Dehydrated { get; init; }
    public required ResourceStats Resources { get; init; }
    public required SettingStats Settings { get; init; }

    public static StatsDocument Of(HubService hub)
    {
        var figures = hub.Figures();
        return new StatsDocument
        {
            Instances = new(
                figures.Live,
                hub.Options.InstanceLimit,
                hub.InstanceKind,
                figures.States.ToDictionary(
                    pair => EnumWords.NameOf(pair.Key),
                    pair => pair.Value,
                    StringComparer.Ordinal
                )
            ),
            Operations = new(
                figures.OperationsRunning,
                figures.OperationsWaiting,
                Words(figures.OperationsDone),
                Words(figures.OperationsFailed)
            ),
            Hydrated = figures.Hydrated,
            Dehydrated = figures.Dehydrated,
            Resources = new(
                figures.InstanceMemoryBytes + figures.HubMemoryBytes,
                figures.InstanceMemoryBytes,
                figures.HubMemoryBytes,
                figures.HostMemoryBytes,
                figures.HostMemoryAvailableBytes,
                figures.DiskBytes,
                figures.DiskFreeBytes
            ),
            Settings = new(
                hub.StorageUri,
                hub.Options.ProvisionThreads,
                hub.Options.EnableDehydration
            ),
        };
    }

    private static Dictionary<string, long> Words(IReadOnlyDictionary<ModuleEvent, long> counts) =>
        counts.ToDictionary(
            pair => EnumWords.NameOf(pair.Key),
            pair => pair.Value,
            StringComparer.Ordinal
        );
}

internal sealed record InstanceStats(
    int Live,
    int Limit,
    string Kind,
    IReadOnlyDictionary<string, int> States
);

internal sealed record OperationStats(
    int Running,
    int Waiting,
    IReadOnlyDictionary<string, long> Done,
    IReadOnlyDictionary<string, long> Failed
);

internal sealed record ResourceStats(
    long TotalMemoryBytes,
    long InstanceMemoryBytes,
    long HubMemoryBytes,
    long HostMemoryBytes,
    long HostMemoryAvailableBytes,
    long DiskBytes,
    long DiskFreeBytes
);

internal sealed record SettingStats(string Storage, int ProvisionThreads, bool Dehydration);
