using System.Collections.Concurrent;
using Bench.Host.Locks;
using Bench.Hub.Hydration;
using Bench.Hub.Instances;
using Bench.Hub.Modules;
using Microsoft.Extensions.Logging;

namespace Bench.Hub.Service;

/// <summary>
/// A hub: the modules of one data folder, their instances and their operations. It needs no server in front of it.
/// </summary>
public sealed partial class HubService : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ModuleId, ModuleSlot> _slots = new();
    private readonly HostFileLock _lock;
    private readonly HubIdentity _identity;
    private readonly LocalFolders _folders;
    private readonly ModuleRecordFiles _files;
    private readonly OperationPool _pool;
    private readonly ModuleOperations _operations;
    private readonly HubLimits _limits;
    private readonly Watchdog _watchdog;
    private readonly IInstanceKind _kind;
    private readonly IHostResources _resources;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _admission = new();
    private readonly ConcurrentDictionary<Task, bool> _background = new();
    private Task? _stopped;
    private volatile bool _isStopping;

    private HubService(
        HubOptions options,
        HubParts parts,
        LocalFolders folders,
        HostFileLock held,
        HubIdentity identity
    )
    {
        (Options, _folders, _lock, _identity) = (options, folders, held, identity);
        (_kind, _resources, _time, _log) = (parts.Kind, parts.Resources, parts.Time, parts.Log);
        StorageUri = parts.Storage.Uri;
        _files = new ModuleRecordFiles(folders.State);
        _pool = new OperationPool(options.ProvisionThreads);
        _limits = new HubLimits(options, folders, _resources);
        _operations = new ModuleOperations(
            options,
            parts.Storage,
            new InstanceStarter(_kind, folders, identity, options, _time),
            folders,
            Totals,
            _time,
            _log
        );
        _watchdog = new Watchdog(this, options, _time, _log);
    }

    public HubOptions Options { get; }

    /// <summary>Of the backend, without secrets.</summary>
    public string StorageUri { get; }

    public string InstanceKind => _kind.Name;

    internal HubTotals Totals { get; } = new();

    internal IReadOnlyCollection<ModuleSlot> Slots => [.. _slots.Values];

    internal OperationPool Pool => _pool;

    internal Watchdog Watchdog => _watchdog;

    /// <summary>
    /// Takes the data folder, ends what an earlier hub left running, and goes on where it ended. Restarts go on after
    /// this returns.
    /// </summary>
    /// <exception cref="HubStartException">Another hub has the folder, or its files cannot be used.</exception>
    public static async Task<HubService> StartAsync(
        HubOptions options,
        HubParts parts,
        CancellationToken cancel
    )
    {
        var folders = new LocalFolders(options.DataFolder);
        Directory.CreateDirectory(folders.Root);
        var held =
            HostFileLock.TryAcquire(folders.LockFile)
            ?? throw new HubStartException(
                $"another hub uses {folders.Root}; end it first, or choose another --data-dir"
            );
        try
        {
            var hub = new HubService(options, parts, folders, held, HubIdentity.Next(folders));
            await hub.RestoreAsync(cancel);
            hub._watchdog.Start();
            return hub;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>All modules that are not unprovisioned, by their ids.</summary>
    public IReadOnlyList<ModuleView> List() => ViewsOf(slot => slot.IsLive);

    /// <summary>Those too of which there is only an error to tell.</summary>
    public IReadOnlyList<ModuleView> ListAll() => ViewsOf(_ => true);

    /// <summary>Null when the hub knows nothing of it.</summary>
    public ModuleView? Find(ModuleId module) =>
        _slots.TryGetValue(module, out var slot) && !slot.TryRetire()
            ? ViewOf(slot, Groups([slot]))
            : null;

    /// <summary>The module whose instance listens on the port.</summary>
    public ModuleId? OnPort(int port)
    {
        foreach (var slot in _slots.Values)
        {
            if (
                slot.Instance is { } instance
                && instance.Port == port
                && !instance.Ended.IsCompleted
            )
            {
                slot.Touch();
                return slot.Id;
            }
        }
        return null;
    }

    /// <summary>The end of what the module's instance printed; null when there is none.</summary>
    public string? ReadLogTail(ModuleId module) =>
        _slots.TryGetValue(module, out var slot) ? slot.Instance?.ReadLogTail() : null;

    /// <summary>
    /// Asks for something. It is done when this returns if there was nothing to do or operations run in their callers;
    /// else it is queued, and the module's state tells of it.
    /// </summary>
    /// <exception cref="HubRefusedException">It may not be done now; nothing has changed.</exception>
    /// <exception cref="IOException">The module's state cannot be written; nothing has changed.</exception>
    public Task<HubAnswer> RequestAsync(ModuleId module, ModuleEvent asked) =>
        asked
            is ModuleEvent.Provision
                or ModuleEvent.Deprovision
                or ModuleEvent.Hibernate
                or ModuleEvent.Wake
                or ModuleEvent.Obliterate
            ? DoAsync(module, asked)
            : throw new ArgumentOutOfRangeException(nameof(asked), asked, "not for callers to ask");

    internal async Task<HubAnswer> DoAsync(ModuleId module, ModuleEvent asked)
    {
        while (true)
        {
            if (_isStopping)
            {
                throw new HubRefusedException(HubRefusal.Stopping, "the hub is ending");
            }
            if (SlotFor(module, asked) is not { } slot)
            {
                return new HubAnswer(Nothing(module), IsDone: true);
            }
            var (answer, from) = Enter(slot, asked);
            switch (answer)
            {
                case SlotAnswer.Entered:
                    return await RunAsync(slot, from, asked);
                case SlotAnswer.NoEffect:
                    return new HubAnswer(ViewOf(slot, Groups([slot])), IsDone: true);
                case SlotAnswer.Illegal:
                    throw new HubRefusedException(
                        HubRefusal.NotNow,
                        $"{module} is {Word(from)}: '{Word(asked)}' cannot be done now"
                    );
                default:
                    _slots.TryRemove(new(module, slot));
                    break;
            }
        }
    }

    private async Task<HubAnswer> RunAsync(ModuleSlot slot, InstanceState from, ModuleEvent asked)
    {
        var queued = _pool.Threads > 0;
        var taken = await _pool.RunAsync(cancel => _operations.RunAsync(slot, from, asked, cancel));
        if (!taken)
        {
            throw new HubRefusedException(
                HubRefusal.Stopping,
                "the hub is ending; the next one does what was asked"
            );
        }
        var view = ViewOf(slot, Groups([slot]));
        if (slot.TryRetire())
        {
            _slots.TryRemove(new(slot.Id, slot));
        }
        return new HubAnswer(view, !queued);
    }

    /// <summary>Null when there is no such module and nothing to do.</summary>
    private ModuleSlot? SlotFor(ModuleId module, ModuleEvent asked)
    {
        if (asked == ModuleEvent.Provision)
        {
            return _slots.GetOrAdd(module, id => new ModuleSlot(id, _files, _time));
        }
        if (_slots.TryGetValue(module, out var slot) && !slot.TryRetire())
        {
            return slot;
        }
        return
            ModuleTransitions.Next(InstanceState.Unprovisioned, asked)
            == InstanceState.Unprovisioned
            ? null
            : throw new HubRefusedException(
                HubRefusal.NoSuchModule,
                $"there is no module {module} here; provision it first"
            );
    }

    /// <summary>Provisions enter one at a time, so that a limit holds for those that come together.</summary>
    private (SlotAnswer Answer, InstanceState From) Enter(ModuleSlot slot, ModuleEvent asked)
    {
        if (asked != ModuleEvent.Provision)
        {
            return Apply(slot, asked);
        }
        lock (_admission)
        {
            if (!slot.IsLive)
            {
                try
                {
                    _limits.Check(_slots.Values.Count(other => other.IsLive));
                }
                catch (HubRefusedException)
                {
                    if (slot.TryRetire())
                    {
                        _slots.TryRemove(new(slot.Id, slot));
                    }
                    throw;
                }
            }
            return Apply(slot, asked);
        }
    }

    private static (SlotAnswer, InstanceState) Apply(ModuleSlot slot, ModuleEvent asked)
    {
        var from = slot.State;
        var answer = slot.Apply(
            asked,
            record =>
            {
                from = record.State;
                return record with
                {
                    LastOperation = asked,
                    LastError = asked == ModuleEvent.Recover ? record.LastError : null,
                    Restarts =
                        asked == ModuleEvent.Recover ? record.Restarts + 1
                        : asked is ModuleEvent.Provision or ModuleEvent.Wake ? 0
                        : record.Restarts,
                    Times =
                        asked == ModuleEvent.Provision
                            ? new Dictionary<string, double>(StringComparer.Ordinal)
                            : record.Times,
                };
            }
        );
        return (answer, from);
    }

    private static string Word<T>(T value)
        where T : struct, Enum => Bench.Model.Json.EnumWords.NameOf(value);

    private static ModuleView Nothing(ModuleId module) =>
        new()
        {
            ModuleId = module.ToString(),
            State = InstanceState.Unprovisioned,
            StateSeconds = 0,
            Times = new Dictionary<string, double>(StringComparer.Ordinal),
        };
}
