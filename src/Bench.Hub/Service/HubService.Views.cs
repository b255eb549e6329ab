using System.Globalization;
using Bench.Host.Counters;
using Bench.Hub.Modules;

namespace Bench.Hub.Service;

public sealed partial class HubService
{
    /// <summary>Figures of the hub as it is now.</summary>
    public HubFigures Figures()
    {
        var slots = Slots;
        var memory = _resources.ReadMemory();
        var disk = _resources.ReadDisk(_folders.Root);
        return new HubFigures
        {
            States = Enum.GetValues<InstanceState>()
                .ToDictionary(state => state, state => slots.Count(slot => slot.State == state)),
            Live = slots.Count(slot => slot.IsLive),
            OperationsRunning = _pool.Running,
            OperationsWaiting = _pool.Waiting,
            OperationsDone = Operations(succeeded: true),
            OperationsFailed = Operations(succeeded: false),
            Hydrated = Totals.Hydrated,
            Dehydrated = Totals.Dehydrated,
            InstanceMemoryBytes = Groups(slots).Values.Sum(),
            HubMemoryBytes = ProcessCounters.OfSelf().ResidentBytes,
            HostMemoryBytes = memory.TotalBytes,
            HostMemoryAvailableBytes = memory.AvailableBytes,
            DiskBytes = disk.Total,
            DiskFreeBytes = disk.Free,
        };
    }

    private Dictionary<ModuleEvent, long> Operations(bool succeeded) =>
        Enum.GetValues<ModuleEvent>()
            .Where(operation => operation is < ModuleEvent.Exit or ModuleEvent.Recover)
            .ToDictionary(operation => operation, operation => Totals.Of(operation, succeeded));

    private List<ModuleView> ViewsOf(Func<ModuleSlot, bool> which)
    {
        var slots = _slots.Values.Where(slot => !slot.TryRetire() && which(slot)).ToList();
        var groups = Groups(slots);
        return
        [
            .. slots
                .Select(slot => ViewOf(slot, groups))
                .OrderBy(view => view.ModuleId, StringComparer.Ordinal),
        ];
    }

    internal IReadOnlyDictionary<int, long> Groups(IEnumerable<ModuleSlot> slots) =>
        _resources.ReadGroups(slots.Select(slot => slot.Instance?.Pid).OfType<int>().ToHashSet());

    private ModuleView ViewOf(ModuleSlot slot, IReadOnlyDictionary<int, long> groups)
    {
        var record = slot.Record;
        var instance = slot.Instance is { Ended.IsCompleted: false } running ? running : null;
        return new ModuleView
        {
            ModuleId = record.ModuleId,
            State = record.State,
            Port = instance?.Port,
            BaseUri = instance is null
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{instance.Port}"),
            Pid = instance?.Pid,
            MemoryBytes =
                instance?.Pid is { } pid && groups.TryGetValue(pid, out var bytes) ? bytes : null,
            StateSeconds = _time.GetElapsedTime(slot.EnteredAt).TotalSeconds,
            KeepsData = record.KeepsData,
            Restarts = record.Restarts,
            LastOperation = record.LastOperation,
            LastError = record.LastError,
            Progress = slot.Progress,
            Hydration = record.Hydration,
            Times = record.Times,
        };
    }
}
