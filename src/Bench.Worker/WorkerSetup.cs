using Bench.Host.Processes;
using Bench.Model.Claims;
using Bench.Model.Runs;
using Bench.Mounts;
using Bench.Mounts.ToolSources;
using Bench.Mounts.ToolSources.Releases;
using Bench.Worker.Heartbeats;
using Bench.Worker.Iterations;
using Bench.Workloads;

namespace Bench.Worker;

/// <summary>What a worker needs for its iterations: workloads, tools and the mount kind.</summary>
internal sealed class WorkerSetup(
    WorkerRequest request,
    RunConfig config,
    JobSpec spec,
    Claim claim,
    OwnerMark owner,
    WorkerCounters counters
)
{
    /// <summary>What may be left in buckets by earlier epochs, and is removed once they are mounted.</summary>
    public LeftoverData Leftovers { get; set; } = new(pending: false);

    /// <exception cref="ToolException">A program is missing or too old.</exception>
    public async Task<IterationRunner> RunnerAsync(string workspace, CancellationToken cancel)
    {
        var mountKind = MountKind();
        var workloads = Used();
        var tools = new Dictionary<string, string>();
        foreach (var workload in workloads.Values)
        {
            var found = await workload.ToolsAsync(spec.Options, request.Processes, cancel);
            foreach (var (name, version) in found)
            {
                tools[name] = version;
            }
        }
        if (spec.Options.ToolSource is null)
        {
            // Those of a tool source are got by each iteration, and need not be on the PATH.
            await mountKind.ToolsAsync(request.Processes, program: null, cancel);
        }
        CleanUpAfterEarlierEpochs(mountKind);
        return new IterationRunner(Setting(workspace), workloads, tools, mountKind);
    }

    /// <summary>The first epoch has no predecessor. A bucket is no folder: what was left in it is removed once it is mounted.</summary>
    private void CleanUpAfterEarlierEpochs(IMountKind mountKind)
    {
        if (claim.Epoch == 1)
        {
            return;
        }
        Leftovers = new LeftoverData(pending: mountKind.Schemes.Count > 0);
        foreach (var workload in mountKind.Schemes.Count > 0 ? [] : Used().Values.ToList())
        {
            workload.CleanUpAfter(spec.Options.TestData, owner.Run, owner.Vm);
        }
    }

    private Dictionary<string, IWorkload> Used()
    {
        var known = request.Workloads.ToDictionary(w => w.Name, StringComparer.Ordinal);
        var vmClass = config.Vms.FirstOrDefault(vm => vm.Name == spec.VmName)?.VmClass;
        // Any test case that this VM's class fits may be granted to it.
        return config
            .TestCases.Where(test => test.VmClass is null || test.VmClass == vmClass)
            .Select(test => test.Workload)
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

    private IMountKind MountKind() =>
        MountKinds.Find(spec.Options.Mount)
        ?? throw new MountException(
            $"this version has no mount kind '{spec.Options.Mount}'; it has {MountKinds.Names}"
        );

    private IterationSetting Setting(string workspace) =>
        new()
        {
            Records = request.Records,
            Claim = claim,
            Spec = spec,
            Folders = request.Folders,
            Workspace = workspace,
            Owner = owner,
            Host = HostFactsReader.Read(),
            PageCache = request.PageCache,
            Processes = request.Processes,
            Counters = counters,
            Leftovers = Leftovers,
            Time = request.Time,
            ToolProvider = ToolProvider.Of(spec.Options, ToolHost()),
        };

    private ToolHost ToolHost() =>
        new()
        {
            CacheFolder = spec.Options.ToolCache ?? ToolCacheFolder.Default,
            Processes = request.Processes,
            Time = request.Time,
            Fetcher = HttpReleaseFetcher.Default,
            Environment = new Dictionary<string, string?>
            {
                [OwnerMark.Variable] = owner.ToString(),
            },
            Log = request.Log.Write,
        };
}
