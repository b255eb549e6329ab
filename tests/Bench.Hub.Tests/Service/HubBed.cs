using Bench.Host.Counters;
using Bench.Host.Tests;
using Bench.Hub.Modules;
using Bench.Hub.Service;
using Bench.Model.Json;

namespace Bench.Hub.Tests.Service;

/// <summary>A hub with a fake backend and fake instances, on a clock that stands still.</summary>
internal sealed class HubBed : IAsyncDisposable, IHostResources
{
    private readonly TempFolder _folder = new();
    private HubService? _hub;

    public FakeStorage Storage { get; } = new();

    public FakeKind Kind { get; } = new();

    public ManualTime Time { get; } = new();

    public long FreeMemory { get; set; } = 1 << 30;

    public long FreeDisk { get; set; } = 1 << 30;

    /// <summary>What groups of processes hold, by their ids.</summary>
    public Dictionary<int, long> GroupMemory { get; } = [];

    public string Folder => _folder.Root;

    public HubService Hub => _hub!;

    public HubOptions Options { get; set; } = new() { DataFolder = "", ProvisionThreads = 0 };

    public static async Task<HubBed> StartAsync(Func<HubOptions, HubOptions>? change = null)
    {
        var bed = new HubBed();
        bed.Options = (change ?? (o => o))(bed.Options) with { DataFolder = bed._folder.Root };
        await bed.StartHubAsync();
        return bed;
    }

    public async Task StartHubAsync()
    {
        _hub = await HubService.StartAsync(
            Options,
            new HubParts
            {
                Storage = Storage,
                Kind = Kind,
                Time = Time,
                Resources = this,
            },
            CancellationToken.None
        );
    }

    /// <summary>Ends the hub, puts on the disk what one that was killed would have left, and starts the next.</summary>
    public async Task RestartAsync(Action? edit = null)
    {
        await Hub.StopAsync();
        edit?.Invoke();
        await StartHubAsync();
    }

    /// <summary>Changes a module's state file.</summary>
    public void Edit(string module, Func<ModuleRecord, ModuleRecord> change)
    {
        var files = new ModuleRecordFiles(Path.Combine(Folder, "state"));
        var before = files
            .ReadAll()
            .Where(found => found.Module.ToString() == module)
            .Select(found => found.Record)
            .FirstOrDefault(new ModuleRecord { ModuleId = module });
        files.Write(ModuleId.Parse(module), change(before));
    }

    public Task<HubAnswer> DoAsync(string module, ModuleEvent asked) =>
        Hub.DoAsync(ModuleId.Parse(module), asked);

    public async Task<HubRefusal> RefusalAsync(string module, ModuleEvent asked) =>
        (await Should.ThrowAsync<HubRefusedException>(() => DoAsync(module, asked))).Refusal;

    public ModuleView? Find(string module) => Hub.Find(ModuleId.Parse(module));

    public string State(string module) =>
        EnumWords.NameOf(Find(module)?.State ?? InstanceState.Unprovisioned);

    public string DataOf(string module) => Path.Combine(Folder, "servers", module);

    public Task LookAsync() => Hub.Watchdog.LookAsync(CancellationToken.None);

    public Task UntilAsync(string module, string state) =>
        Until.TrueAsync(() => State(module) == state, $"{module} is {state}");

    public MemoryCounters ReadMemory() => new(1L << 32, FreeMemory, 0);

    public (long Total, long Free) ReadDisk(string folder) => (1L << 32, FreeDisk);

    public IReadOnlyDictionary<int, long> ReadGroups(IReadOnlySet<int> groups) =>
        GroupMemory.Where(pair => groups.Contains(pair.Key)).ToDictionary();

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        _folder.Dispose();
    }
}
