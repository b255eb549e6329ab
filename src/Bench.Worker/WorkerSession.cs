using Bench.Host.Processes;
using Bench.Model.Claims;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Protocol.Claims;
using Bench.Protocol.Commits;
using Bench.Storage;
using Bench.Worker.Entries;
using Bench.Worker.Heartbeats;
using Bench.Worker.Hosts;
using Bench.Worker.Manifests;

namespace Bench.Worker;

/// <summary>What a worker does between its claim and its end.</summary>
internal sealed class WorkerSession(
    WorkerRole request,
    IWorkerHost host,
    JobSpec spec,
    Claim claim,
    OwnerMark owner,
    WorkerStop stop
)
{
    private static readonly TimeSpan LastWrites = TimeSpan.FromSeconds(15);
    private readonly EntryBook _book = new(spec);
    private readonly WorkerCounters _counters = new(claim, spec, request.Time);

    public async Task<WorkerOutcome> RunAsync()
    {
        var guard = new ClaimGuard(request.Records, claim, request.Time);
        var lease = TimeSpan.FromSeconds(spec.Options.LeaseSeconds);
        var heartbeat = new Heartbeat(
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
            await WorkAsync(guard, manifest);
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
            beating.Cancel();
            await beats.ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing
                    | ConfigureAwaitOptions.ContinueOnCapturedContext
            );
            await EndAsync(heartbeat, manifest, status);
        }
    }

    private async Task WorkAsync(ClaimGuard guard, ManifestWriter manifest)
    {
        var scope = new IterationScope(spec, claim, owner, _counters);
        var runner = await host.PrepareAsync(scope, stop.Token);
        await TakeOverAsync();
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

    /// <summary>The first epoch has no predecessor, so nothing can be committed yet.</summary>
    private async Task TakeOverAsync()
    {
        if (claim.Epoch == 1)
        {
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

    /// <summary>
    /// The last words: progress that says "ended", manifest and log. They are for people, so a store that does not
    /// take them must not hold up the end.
    /// </summary>
    private async Task EndAsync(Heartbeat heartbeat, ManifestWriter manifest, ManifestStatus status)
    {
        host.Clear(owner);
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
}
