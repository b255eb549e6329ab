using Bench.Host.Locks;
using Bench.Host.Processes;
using Bench.Model.Runs;
using Bench.Mounts;
using Bench.Mounts.Fuse;
using Bench.Mounts.ToolSources;
using Bench.Mounts.ToolSources.Releases;
using Bench.Worker.Iterations;
using Bench.Workloads;

namespace Bench.Worker.Hosts;

/// <summary>This machine.</summary>
internal sealed class LocalHost(WorkerRequest request) : IWorkerHost
{
    public IWorkerLock? TryLock(string ownerRun, string vm) =>
        HostFileLock.TryAcquire(request.Folders.ClaimLock(ownerRun, vm)) is { } held
            ? new LocalLock(held)
            : null;

    /// <summary>A dead worker's children may still run, and would measure beside ours.</summary>
    public async Task EndPredecessorsAsync(OwnerMark owner)
    {
        if (owner.Epoch == 1)
        {
            return;
        }
        var ended = await OwnedProcesses.EndAsync(mark => mark.IsBefore(owner), request.Time);
        foreach (var process in ended.Ended)
        {
            request.Log.Write(
                $"ended process {process.Identity.Pid} of epoch {process.Owner.Epoch}"
            );
        }
        foreach (var process in ended.Remaining)
        {
            request.Log.Write(
                $"process {process.Identity.Pid} of epoch {process.Owner.Epoch} cannot be ended"
            );
        }
        var mounts = await FuseLeftovers.EndAsync(
            request.Folders.WorkOf(owner.Run, owner.Vm),
            request.Processes,
            request.Time
        );
        foreach (var point in mounts.Ended)
        {
            request.Log.Write($"unmounted {point} of an earlier epoch");
        }
        foreach (var (point, reason) in mounts.Left)
        {
            request.Log.Write($"{point} stays mounted: {reason}");
        }
    }

    public async Task<IIterationRunner> PrepareAsync(IterationScope scope, CancellationToken cancel)
    {
        var (spec, owner) = (scope.Spec, scope.Owner);
        var workspace = request.Folders.WorkOf(owner.Run, owner.Vm);
        TellLeft(Folders.DeleteIfThere(workspace));
        var mountKind = MountKind(spec);
        var workloads = Used(spec);
        var tools = new Dictionary<string, string>();
        foreach (var workload in workloads.Values)
        {
            foreach (var (name, version) in await workload.ToolsAsync(request.Processes, cancel))
            {
                tools[name] = version;
            }
        }
        if (spec.Options.ToolSource is null)
        {
            // Those of a tool source are got by each iteration, and need not be on the PATH.
            await mountKind.ToolsAsync(request.Processes, program: null, cancel);
        }
        var setting = Setting(scope, workspace) with
        {
            Leftovers = CleanUpAfterDead(scope, mountKind, workloads.Values),
        };
        return new IterationRunner(setting, workloads, tools, mountKind);
    }

    public void Clear(OwnerMark owner)
    {
        try
        {
            TellLeft(Folders.DeleteIfThere(request.Folders.WorkOf(owner.Run, owner.Vm)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            request.Log.Write($"scratch space is left behind: {e.Message}");
        }
    }

    /// <summary>The first epoch has no predecessor. A bucket is no folder: what was left in it is removed once it is mounted.</summary>
    private static LeftoverData CleanUpAfterDead(
        IterationScope scope,
        IMountKind mountKind,
        IEnumerable<IWorkload> workloads
    )
    {
        var inBucket = mountKind.Schemes.Count > 0;
        if (scope.Claim.Epoch > 1 && !inBucket)
        {
            foreach (var workload in workloads)
            {
                workload.CleanUpAfter(scope.Spec.Options.TestData, scope.Owner.Run, scope.Owner.Vm);
            }
        }
        return new LeftoverData(pending: scope.Claim.Epoch > 1 && inBucket);
    }

    private Dictionary<string, IWorkload> Used(JobSpec spec)
    {
        var known = request.Workloads.ToDictionary(w => w.Name, StringComparer.Ordinal);
        return spec
            .TestEntries.Select(entry => entry.Workload)
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(
                name => name,
                name =>
                    known.GetValueOrDefault(name)
                    ?? throw new ToolException(
                        $"this version has no workload '{name}'; it has {string.Join(", ", known.Keys)}"
                    ),
                StringComparer.Ordinal
            );
    }

    private static IMountKind MountKind(JobSpec spec) =>
        MountKinds.Find(spec.Options.Mount)
        ?? throw new MountException(
            $"this version has no mount kind '{spec.Options.Mount}'; it has {MountKinds.Names}"
        );

    private IterationSetting Setting(IterationScope scope, string workspace) =>
        new()
        {
            Records = request.Records,
            Claim = scope.Claim,
            Spec = scope.Spec,
            Folders = request.Folders,
            Workspace = workspace,
            Owner = scope.Owner,
            Host = HostFactsReader.Read(),
            PageCache = request.PageCache,
            Processes = request.Processes,
            Counters = scope.Counters,
            Time = request.Time,
            ToolProvider = ToolProvider.Of(scope.Spec.Options, ToolHost(scope)),
        };

    private ToolHost ToolHost(IterationScope scope) =>
        new()
        {
            CacheFolder = scope.Spec.Options.ToolCache ?? ToolCacheFolder.Default,
            Processes = request.Processes,
            Time = request.Time,
            Fetcher = HttpReleaseFetcher.Default,
            Environment = new Dictionary<string, string?>
            {
                [OwnerMark.Variable] = scope.Owner.ToString(),
            },
            Log = request.Log.Write,
        };

    private void TellLeft(IReadOnlyList<string> mounts)
    {
        foreach (var point in mounts)
        {
            request.Log.Write($"{point} is a mount and was left as it is");
        }
    }
}
