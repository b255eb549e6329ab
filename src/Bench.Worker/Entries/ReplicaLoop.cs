using Bench.Model.Claims;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Planning.Blocks;
using Bench.Protocol.Barriers;
using Bench.Protocol.Claims;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;
using Bench.Worker.Barriers;
using Bench.Worker.Heartbeats;
using Bench.Worker.Iterations;
using Bench.Worker.Logs;
using Bench.Worker.Manifests;

namespace Bench.Worker.Entries;

/// <summary>
/// Runs a spec together with the other VMs of a replicated run: each iteration waits at its barrier, and after it for
/// the verdict. What a worker before this one committed is not run again; what it died in is given up.
/// </summary>
public sealed class ReplicaLoop(
    JobSpec spec,
    Claim claim,
    EntryBook book,
    IterationRunner runner,
    Committing committing,
    ReplicaLedger ledger,
    StartReader starts,
    IStartSignal signal,
    ClaimGuard guard,
    WorkerCounters counters,
    ManifestWriter manifest,
    WorkerStop stop,
    WorkerLog log,
    TimeProvider time
)
{
    /// <summary>Between two looks for a verdict.</summary>
    private static readonly TimeSpan VerdictPoll = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs until all is done or the worker must stop.</summary>
    /// <exception cref="OperationCanceledException">The worker must stop.</exception>
    public async Task RunAsync()
    {
        foreach (var scheduled in BlockSchedule.For(spec))
        {
            var page = book[scheduled.MatrixId];
            if (page.Result is not null)
            {
                continue;
            }
            if (scheduled.IsWarmUp)
            {
                await WarmUpAsync(page, scheduled);
                continue;
            }
            await SettleAsync(page, scheduled);
            await EndIfCompleteAsync(page);
        }
    }

    /// <summary>Every VM warms up by itself; nobody waits for anybody.</summary>
    private async Task WarmUpAsync(EntryPage page, ScheduledIteration scheduled)
    {
        await ConfirmAsync();
        var failure = await runner.WarmUpAsync(page.Entry, page.Attempt, scheduled, stop.Token);
        log.Write(
            $"{Named(page)} warm-up "
                + (failure is null ? "done" : $"failed in phase {failure.Phase}: {failure.Reason}")
        );
    }

    private async Task SettleAsync(EntryPage page, ScheduledIteration scheduled)
    {
        IterationRecord? own = null;
        while (true)
        {
            await starts.ReadOnAsync(stop.Token);
            switch (await NextAsync(page, scheduled))
            {
                case ReplicaStep.Prepare step:
                    own = await TryAsync(page, scheduled, step.Attempt);
                    break;
                case ReplicaStep.GiveUp step:
                    await ConfirmAsync();
                    own = runner.Lost(page.Entry, Try(page, step.Attempt), scheduled);
                    await CommitAsync(page, scheduled, own);
                    break;
                case ReplicaStep.Await:
                    await Task.Delay(VerdictPoll, time, stop.Token);
                    break;
                case ReplicaStep.Settled step:
                    Settle(page, step.Record, own);
                    return;
            }
        }
    }

    private async Task<ReplicaStep> NextAsync(EntryPage page, ScheduledIteration scheduled)
    {
        var tries = await ledger.TriesAsync(
            starts.Log,
            spec.VmName,
            page.Entry.MatrixId,
            scheduled.Iteration,
            stop.Token
        );
        return ReplicaCourse.Next(
            starts.Log,
            spec.VmName,
            page.Entry.MatrixId,
            scheduled.Iteration,
            attempt => tries.GetValueOrDefault(attempt)
        );
    }

    private async Task<IterationRecord> TryAsync(
        EntryPage page,
        ScheduledIteration scheduled,
        int attempt
    )
    {
        await ConfirmAsync();
        page.Begun = true;
        await manifest.WriteIfDueAsync(stop.Token);
        var barrier = new StartBarrier(
            new BarrierPlace(page.Entry.MatrixId, attempt, scheduled.Iteration),
            signal,
            time
        );
        try
        {
            var record = await runner.RunAsync(
                page.Entry,
                Try(page, attempt),
                scheduled,
                stop.Token,
                barrier
            );
            await ConfirmAsync();
            await CommitAsync(page, scheduled, record);
            return record;
        }
        finally
        {
            counters.WaitsAt(null);
        }
    }

    private async Task CommitAsync(
        EntryPage page,
        ScheduledIteration scheduled,
        IterationRecord record
    )
    {
        await committing.CommitAsync(record, stop.Token);
        var what = $"{Named(page)} iteration {scheduled.Iteration} attempt {record.Attempt}";
        if (record.Failure is { } failure)
        {
            counters.Error($"{what}: {failure.Reason}");
            log.Write($"{what} failed in phase {failure.Phase}: {failure.Reason}");
        }
        else
        {
            log.Write(
                FormattableString.Invariant(
                    $"{what} ok in {record.DurationSeconds:0.000} s, started {record.Barrier?.AfterGoSeconds * 1e3:0.0} ms after its go"
                )
            );
        }
    }

    /// <param name="own">What this worker committed last; null where one before it did.</param>
    private void Settle(EntryPage page, IterationRef record, IterationRecord? own)
    {
        page.Add(
            record,
            record.Status == IterationStatus.Ok
                ? null
                : own?.Failure?.Reason ?? "an iteration failed before this worker began"
        );
        counters.IterationCommitted(record.Status, own?.DurationSeconds);
    }

    private async Task EndIfCompleteAsync(EntryPage page)
    {
        if (page.Iterations.Count < spec.Iterations)
        {
            return;
        }
        await ConfirmAsync();
        var result = await committing.CommitResultAsync(
            claim,
            page.Entry,
            page.Attempt,
            [.. page.Iterations],
            page.Reason,
            stop.Token
        );
        page.End(result);
        counters.EntryEnded(result.Status);
        await manifest.WriteIfDueAsync(stop.Token);
    }

    /// <summary>Whoever cannot confirm its claim now must neither begin nor commit anything.</summary>
    private async Task ConfirmAsync()
    {
        if (StopReasons.Of(await guard.LookAsync(stop.Token).WaitAsync(stop.Token)) is { } reason)
        {
            stop.Request(reason);
        }
        stop.Token.ThrowIfCancellationRequested();
    }

    private Attempt Try(EntryPage page, int attempt) =>
        new(page.Entry.MatrixId, attempt, spec.VmName);

    private static string Named(EntryPage page) =>
        $"entry {page.Entry.MatrixId} (test {page.Entry.TestId}, {page.Entry.ConfigLabel})";
}
