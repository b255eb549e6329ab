using Bench.Host.Processes;
using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Protocol.Barriers;
using Bench.Protocol.Cancelling;
using Bench.Protocol.Claims;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;
using Bench.Protocol.Telemetry;
using Bench.Storage;
using Bench.Worker.Barriers;
using Bench.Worker.Channel;
using Bench.Worker.Entries;
using Bench.Worker.Heartbeats;
using Bench.Worker.Hosts;
using Bench.Worker.Iterations;
using Bench.Worker.Logs;
using Bench.Worker.Manifests;
using Bench.Worker.Stopping;

namespace Bench.Worker;

/// <summary>What a worker does between its claim and its end.</summary>
/// <param name="log">The decisions, read up to the claim or further.</param>
internal sealed class WorkerSession(
    WorkerRole request,
    IWorkerHost host,
    RunConfig config,
    JobSpec spec,
    Claim claim,
    OwnerMark owner,
    DecisionLog log,
    WorkerStop stop
) : IDisposable
{
    private static readonly TimeSpan LastWrites = TimeSpan.FromSeconds(15);

    private readonly EntryBook _book = new();
    private readonly WorkPermit _permit = new(stop);
    private readonly WorkerCounters _counters = new(claim, spec, request.Time);
    private readonly IStopAccount _account = host.AccountOf(owner);
    private IStartChannel? _startChannel;
    private readonly WorkSpans _spans = new(
        spec.BenchmarkId,
        new RunTrace(spec.InputDigests.ConfigSha256)
    );
    private bool _isIdle;

    private bool IsReplicated => spec.Options.Distribution == DistributionMode.Replicate;

    private WorkerOutcome Ended =>
        _counters.EntriesFailed == 0
            ? WorkerOutcome.Completed
            : WorkerOutcome.CompletedWithFailures;

    /// <summary>Another worker may act as this VM by now, and its manifest and log must not be overwritten.</summary>
    private bool MayActAsVm() => stop.Reason != StopReason.Superseded && !_permit.IsWithdrawn;

    public void Dispose() => _permit.Dispose();

    public async Task<WorkerOutcome> RunAsync()
    {
        stop.Requested = _account.Count;
        var guard = new ClaimGuard(request.Records, claim, request.Time);
        var heartbeat = new Heartbeat(
            request.Records,
            claim,
            guard,
            _counters,
            stop,
            _permit,
            TimeSpan.FromSeconds(spec.Options.LeaseSeconds),
            request.Time
        );
        await using var link = Connect(heartbeat);
        var manifest = new ManifestWriter(request.Records, spec, _book, _counters, request.Time);
        using var beating = new CancellationTokenSource();
        var beats = heartbeat.RunAsync(beating.Token);
        var logs = new LogUpload(request.Records, request.Log, claim, MayActAsVm, request.Time);
        var uploads = logs.RunAsync(beating.Token);
        var status = ManifestStatus.Failed;
        try
        {
            await WorkAsync(guard, heartbeat, manifest);
            status =
                _counters.EntriesFailed == 0 ? ManifestStatus.Completed : ManifestStatus.Failed;
            return Ended;
        }
        catch (OperationCanceledException) when (stop.Reason is { } reason)
        {
            status =
                reason == StopReason.Cancelled ? ManifestStatus.Cancelled : ManifestStatus.Failed;
            request.Log.Write($"stopping: {StopReasons.Describe(reason)}");
            return reason switch
            {
                StopReason.Interrupted => WorkerOutcome.Interrupted,
                // All of its own was done, and now the run is.
                StopReason.Sealed when _isIdle => Ended,
                _ => WorkerOutcome.Stopped,
            };
        }
        catch (Exception e)
        {
            _counters.Error(e.Message);
            request.Log.Error($"stopping: {e.Message}");
            throw;
        }
        finally
        {
            beating.CancelHere();
            await Task.WhenAll(beats, uploads)
                .ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing
                        | ConfigureAwaitOptions.ContinueOnCapturedContext
                );
            await EndAsync(heartbeat, manifest, logs, status);
            TellLeft(status);
        }
    }

    /// <summary>Tells the coordinator at once what the bucket tells later, where there is a live channel.</summary>
    private CoordinatorLink? Connect(Heartbeat heartbeat)
    {
        if (request.Coordinator is not { } access)
        {
            return null;
        }
        var link = CoordinatorLink.Begin(
            access,
            spec.BenchmarkId,
            claim,
            new SessionControls(heartbeat, stop),
            request.Log.Write,
            request.Time,
            soon: IsReplicated
        );
        _counters.News = link;
        _startChannel = link.Starts;
        return link;
    }

    /// <summary>Works on what it was granted, and waits for more unless it is to leave then.</summary>
    private async Task WorkAsync(ClaimGuard guard, Heartbeat heartbeat, ManifestWriter manifest)
    {
        var scope = new IterationScope(config, spec, claim, owner, _counters);
        var taking = new EntryTaking(request, config, claim, _book, _counters, stop);
        var basis = log.State.Fences.GetValueOrDefault(claim.Vm);
        Func<IReadOnlyList<EntryPage>, Task>? work = null;
        while (true)
        {
            if (log.State.Fences.GetValueOrDefault(claim.Vm) != basis)
            {
                // Its fence is on its way.
                stop.Request(StopReason.Superseded);
                stop.Token.ThrowIfCancellationRequested();
            }
            if (await taking.TakeAsync(log.State) is { Count: > 0 } pages)
            {
                work ??= Work(
                    await host.PrepareAsync(scope, stop.Token),
                    guard,
                    heartbeat,
                    manifest
                );
                _isIdle = false;
                await work(pages);
                await TryReadOnAsync();
            }
            else if (request.LeaveWhenDone)
            {
                return;
            }
            else
            {
                await WaitAsync(heartbeat);
            }
        }
    }

    /// <summary>Alone, or together with the other VMs.</summary>
    private Func<IReadOnlyList<EntryPage>, Task> Work(
        IIterationRunner runner,
        ClaimGuard guard,
        Heartbeat heartbeat,
        ManifestWriter manifest
    ) =>
        IsReplicated
            ? Together(runner, guard, heartbeat, manifest).RunAsync
            : Loop(runner, guard, manifest).RunAsync;

    private Committing Committing() => new(request.Records, request.Time) { Spans = _spans };

    private EntryLoop Loop(IIterationRunner runner, ClaimGuard guard, ManifestWriter manifest) =>
        new(
            spec,
            claim,
            runner,
            Committing(),
            Confirmed(guard),
            _counters,
            manifest,
            _permit,
            request.Log
        );

    private ConfirmedClaim Confirmed(ClaimGuard guard) =>
        new(guard, stop, _permit, _counters, request.Log, request.Time);

    private ReplicaLoop Together(
        IIterationRunner runner,
        ClaimGuard guard,
        Heartbeat heartbeat,
        ManifestWriter manifest
    )
    {
        var starts = new StartReader(request.Records);
        var signal = StartSignals.Of(
            starts,
            spec.VmName,
            _startChannel,
            _counters,
            heartbeat,
            request
        );
        return new ReplicaLoop(
            spec,
            claim,
            runner,
            Committing(),
            new ReplicaLedger(request.Records),
            starts,
            signal,
            Confirmed(guard),
            _counters,
            manifest,
            _permit,
            request.Log,
            request.Time
        );
    }

    /// <summary>Looks for a grant once, a heartbeat from now.</summary>
    private async Task WaitAsync(Heartbeat heartbeat)
    {
        var seen = heartbeat.News.Number;
        _counters.Idle();
        if (!_isIdle)
        {
            _isIdle = true;
            request.Log.Write("all that was granted is done; waiting for a grant or the seal");
            // At once, as the coordinator waits for it.
            await TryAsync(heartbeat.WriteAsync);
        }
        await heartbeat.News.WaitAsync(seen, heartbeat.Interval, stop.Token);
        stop.Token.ThrowIfCancellationRequested();
        await TryReadOnAsync();
    }

    private Task TryReadOnAsync() => TryAsync(token => log.ReadOnAsync(token));

    /// <summary>Asks a store that may fail now: it is asked again, and the heartbeat sees to the rest.</summary>
    private async Task TryAsync(Func<CancellationToken, Task> ask)
    {
        try
        {
            await ask(stop.Token).WaitAsync(stop.Token);
        }
        catch (StoreException e) when (e.IsTransient)
        {
            _counters.Error(e.Message);
        }
    }

    /// <summary>
    /// The last words: progress that says "ended", manifest and log. They are for people, so a store that does not
    /// take them must not hold up the end.
    /// </summary>
    private async Task EndAsync(
        Heartbeat heartbeat,
        ManifestWriter manifest,
        LogUpload logs,
        ManifestStatus status
    )
    {
        await AcknowledgeAsync();
        host.Clear(owner);
        _counters.Ended();
        using var limit = new CancellationTokenSource(LastWrites, request.Time);
        try
        {
            // The bound holds also for a store whose call never returns.
            await LastWordsAsync(heartbeat, manifest, logs, status, limit.Token)
                .WaitAsync(limit.Token);
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            request.Log.Write($"the last progress could not be written: {e.Message}");
        }
    }

    private void TellLeft(ManifestStatus status)
    {
        var waitedForSeal = stop.Reason == StopReason.Sealed && _isIdle;
        _spans.Left(
            claim,
            request.Time.GetUtcNow(),
            stop.Reason is { } reason ? StopReasons.Word(reason) : EnumWords.NameOf(status),
            isWell: status == ManifestStatus.Completed
                || (waitedForSeal && _counters.EntriesFailed == 0)
        );
    }

    private async Task LastWordsAsync(
        Heartbeat heartbeat,
        ManifestWriter manifest,
        LogUpload logs,
        ManifestStatus status,
        CancellationToken cancel
    )
    {
        if (MayActAsVm() && stop.Reason != StopReason.Sealed)
        {
            await manifest.WriteAsync(status, cancel);
        }
        await logs.WriteAsync(cancel);
        await heartbeat.WriteAsync(cancel);
    }

    /// <summary>One that was told to stop tells what it has ended by that, and ends what is left.</summary>
    private async Task AcknowledgeAsync()
    {
        if (stop.Reason is { } reason)
        {
            _counters.Stopped(await _account.CloseAsync(reason));
        }
    }
}
