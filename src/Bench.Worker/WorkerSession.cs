using Bench.Host.Processes;
using Bench.Model.Claims;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Mounts;
using Bench.Mounts.ToolSources;
using Bench.Mounts.ToolSources.Releases;
using Bench.Protocol.Barriers;
using Bench.Protocol.Claims;
using Bench.Protocol.Commits;
using Bench.Storage;
using Bench.Worker.Barriers;
using Bench.Worker.Entries;
using Bench.Worker.Heartbeats;
using Bench.Worker.Iterations;
using Bench.Worker.Manifests;
using Bench.Workloads;

namespace Bench.Worker;

/// <summary>What a worker does between its claim and its end.</summary>
internal sealed class WorkerSession(
    WorkerRequest request,
    JobSpec spec,
    Claim claim,
    OwnerMark owner,
    WorkerStop stop
)
{
    private static readonly TimeSpan LastWrites = TimeSpan.FromSeconds(15);
    private readonly EntryBook _book = new(spec);
    private LeftoverData _leftovers = new(pending: false);
    private readonly WorkerCounters _counters = new(claim, spec, request.Time);

    public async Task<WorkerOutcome> RunAsync()
    {
        var guard = new ClaimGuard(request.Records, claim, request.Time);
        var lease = TimeSpan.FromSeconds(spec.Options.LeaseSeconds);
        using var heartbeat = new Heartbeat(
            request.Records,
            claim,
            guard,
            _counters,
            stop,
            lease,
            request.Time
        );
        var manifest = new ManifestWriter(request.Records, spec, _book, _counters, request.Time);
        using var beating = new CancellationTokenSource();
        var beats = heartbeat.RunAsync(beating.Token);
        var status = ManifestStatus.Failed;
        try
        {
            await WorkAsync(guard, heartbeat, manifest);
            status =
                _counters.EntriesFailed == 0 ? ManifestStatus.Completed : ManifestStatus.Failed;
            return _counters.EntriesFailed == 0
                ? WorkerOutcome.Completed
                : WorkerOutcome.CompletedWithFailures;
        }
        catch (OperationCanceledException) when (stop.Reason is not null)
        {
            status =
                stop.Reason == StopReason.Cancelled
                    ? ManifestStatus.Cancelled
                    : ManifestStatus.Failed;
            request.Log.Write($"stopping: {StopReasons.Describe(stop.Reason.Value)}");
            return stop.Reason == StopReason.Interrupted
                ? WorkerOutcome.Interrupted
                : WorkerOutcome.Stopped;
        }
        catch (Exception e)
        {
            _counters.Error(e.Message);
            request.Log.Write($"stopping: {e.Message}");
            throw;
        }
        finally
        {
            await beating.CancelAsync();
            await beats.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await EndAsync(heartbeat, manifest, status);
        }
    }

    private async Task WorkAsync(ClaimGuard guard, Heartbeat heartbeat, ManifestWriter manifest)
    {
        var workspace = request.Folders.WorkOf(owner.Run, owner.Vm);
        TellLeft(Folders.DeleteIfThere(workspace));
        var mountKind = MountKind();
        var workloads = Used();
        var tools = new Dictionary<string, string>();
        foreach (var workload in workloads.Values)
        {
            foreach (
                var (name, version) in await workload.ToolsAsync(request.Processes, stop.Token)
            )
            {
                tools[name] = version;
            }
        }
        if (spec.Options.ToolSource is null)
        {
            // Those of a tool source are got by each iteration, and need not be on the PATH.
            await mountKind.ToolsAsync(request.Processes, program: null, stop.Token);
        }
        await TakeOverAsync(mountKind);
        var runner = new IterationRunner(Setting(workspace), workloads, tools, mountKind);
        if (IsReplicated)
        {
            await Together(guard, heartbeat, manifest, runner).RunAsync();
            return;
        }
        var loop = new EntryLoop(
            spec,
            claim,
            _book,
            runner,
            new Committing(request.Records, request.Time),
            guard,
            _counters,
            manifest,
            stop,
            request.Log
        );
        await loop.RunAsync();
    }

    private bool IsReplicated => spec.Options.Distribution == DistributionMode.Replicate;

    private ReplicaLoop Together(
        ClaimGuard guard,
        Heartbeat heartbeat,
        ManifestWriter manifest,
        IterationRunner runner
    )
    {
        var starts = new StartReader(request.Records);
        IStartSignal signal = new BucketStartSignal(starts, spec.VmName, ShowAsync, request.Time);
        return new ReplicaLoop(
            spec,
            claim,
            _book,
            runner,
            new Committing(request.Records, request.Time),
            new ReplicaLedger(request.Records),
            starts,
            request.LiveStart?.Invoke(signal) ?? signal,
            guard,
            _counters,
            manifest,
            stop,
            request.Log,
            request.Time
        );

        async Task ShowAsync(BarrierPlace? place, CancellationToken cancel)
        {
            _counters.WaitsAt(place);
            await heartbeat.WriteAsync(cancel);
        }
    }

    /// <summary>The first epoch has no predecessor, so nothing can be committed yet.</summary>
    private async Task TakeOverAsync(IMountKind mountKind)
    {
        if (claim.Epoch == 1)
        {
            return;
        }
        // A bucket is no folder: what was left in it is removed once it is mounted.
        _leftovers = new LeftoverData(pending: mountKind.Schemes.Count > 0);
        foreach (var workload in mountKind.Schemes.Count > 0 ? [] : Used().Values.ToList())
        {
            workload.CleanUpAfter(spec.Options.TestData, owner.Run, owner.Vm);
        }
        if (IsReplicated)
        {
            // Its loop goes through all iterations from the first, and finds there what was committed.
            return;
        }
        var ledger = new ResultLedger(request.Records, spec.Iterations);
        var facts = await ledger.ReadAsync(
            [.. _book.Pages.Select(page => page.Attempt)],
            stop.Token
        );
        _book.TakeOver(facts, await ReasonsAsync(facts));
        foreach (var fact in facts)
        {
            foreach (var iteration in fact.Iterations)
            {
                _counters.IterationCommitted(iteration.Status, seconds: null);
            }
            if (fact.Result is { } result)
            {
                _counters.EntryEnded(result.Document.Status);
            }
        }
        request.Log.Write(
            $"{facts.Sum(fact => fact.Iterations.Count)} of {spec.TotalRuns} iterations are committed already"
        );
    }

    /// <summary>Why the first failed iteration of each open entry failed: its result will have to say so.</summary>
    private async Task<Dictionary<int, string>> ReasonsAsync(IReadOnlyList<AttemptFacts> facts)
    {
        var reasons = new Dictionary<int, string>();
        foreach (var fact in facts.Where(fact => fact.Result is null))
        {
            if (
                fact.Iterations.FirstOrDefault(i => i.Status == IterationStatus.Failed)
                    is { } failed
                && await request.Records.GetAsync<IterationRecord>(failed.Record.Key, stop.Token)
                    is { Failure: { } failure }
            )
            {
                reasons[fact.Attempt.MatrixId] = failure.Reason;
            }
        }
        return reasons;
    }

    private Dictionary<string, IWorkload> Used()
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
            Counters = _counters,
            Leftovers = _leftovers,
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

    /// <summary>
    /// The last words: progress that says "ended", manifest and log. They are for people, so a store that does not
    /// take them must not hold up the end.
    /// </summary>
    private async Task EndAsync(Heartbeat heartbeat, ManifestWriter manifest, ManifestStatus status)
    {
        DeleteWorkspace();
        _counters.Ended();
        using var limit = new CancellationTokenSource(LastWrites, request.Time);
        try
        {
            // The bound holds also for a store whose call never returns.
            await LastWordsAsync(heartbeat, manifest, status, limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            request.Log.Write($"the last progress could not be written: {e.Message}");
        }
    }

    private async Task LastWordsAsync(
        Heartbeat heartbeat,
        ManifestWriter manifest,
        ManifestStatus status,
        CancellationToken cancel
    )
    {
        // Another worker may act as this VM by now, and its manifest and log must not be overwritten.
        var mayActAsVm = stop.Reason is not (StopReason.Superseded or StopReason.Unconfirmed);
        if (mayActAsVm && stop.Reason != StopReason.Sealed)
        {
            await manifest.WriteAsync(status, cancel);
        }
        if (mayActAsVm)
        {
            await request.Records.Store.PutAsync(
                request.Records.Keys.WorkerLog(claim.Vm),
                request.Log.ToBytes(),
                cancel
            );
        }
        await heartbeat.WriteAsync(cancel);
    }

    private void TellLeft(IReadOnlyList<string> mounts)
    {
        foreach (var point in mounts)
        {
            request.Log.Write($"{point} is a mount and was left as it is");
        }
    }

    private void DeleteWorkspace()
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
}
