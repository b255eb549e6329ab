using Bench.Model.Claims;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Planning.Blocks;
using Bench.Protocol.Barriers;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;
using Bench.Worker.Barriers;
using Bench.Worker.Heartbeats;
using Bench.Worker.Iterations;
using Bench.Worker.Logs;
using Bench.Worker.Manifests;
using Bench.Workloads;
using Bench.Workloads.Phases;

namespace Bench.Worker.Entries;

/// <summary>
/// Runs a spec together with the other VMs of a replicated run: each iteration waits at its barrier, and after it for
/// the verdict. What a worker before this one committed is not run again; what it died in is given up.
/// </summary>
public sealed class ReplicaLoop(
    JobSpec spec,
    Claim claim,
    IIterationRunner runner,
    Committing committing,
    ReplicaLedger ledger,
    StartReader starts,
    IStartSignal signal,
    ConfirmedClaim confirmed,
    WorkerCounters counters,
    ManifestWriter manifest,
    WorkPermit permit,
    WorkerLog log,
    TimeProvider time
)
{
    /// <summary>Between two looks for a verdict.</summary>
    private static readonly TimeSpan VerdictPoll = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs until all of these is done or the worker must stop.</summary>
    /// <exception cref="OperationCanceledException">The worker must stop.</exception>
    public Task RunAsync(IReadOnlyList<EntryPage> pages) =>
        confirmed.WorkAsync(() => WorkAsync(pages.ToDictionary(page => page.Entry.MatrixId)));

    private async Task WorkAsync(Dictionary<int, EntryPage> pages)
    {
        var schedule = BlockSchedule.For(
            spec.Seed,
            spec.Iterations,
            pages.Values.Select(page => page.Entry),
            spec.Options.WarmUpBlocks
        );
        foreach (var scheduled in schedule)
        {
            var page = pages[scheduled.MatrixId];
            if (page.Result is not null || (!scheduled.IsWarmUp && page.Has(scheduled.Iteration)))
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
        await confirmed.ConfirmAsync();
        var failure = await runner.WarmUpAsync(page.Entry, page.Attempt, scheduled, permit.Token);
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
            await starts.ReadOnAsync(permit.Token);
            switch (await NextAsync(page, scheduled))
            {
                case ReplicaStep.Prepare step:
                    own = await TryAsync(page, scheduled, step.Attempt) ?? own;
                    break;
                case ReplicaStep.GiveUp step:
                    await confirmed.ConfirmAsync();
                    own = NotRun(page, scheduled, step.Attempt, Lost);
                    await CommitAsync(page, scheduled, own);
                    break;
                case ReplicaStep.Await:
                    await Task.Delay(VerdictPoll, time, permit.Token);
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
            permit.Token
        );
        return ReplicaCourse.Next(
            starts.Log,
            spec.VmName,
            page.Entry.MatrixId,
            scheduled.Iteration,
            attempt => tries.GetValueOrDefault(attempt)
        );
    }

    /// <summary>The record that was committed; null after a false start, which is as if it had not been.</summary>
    private async Task<IterationRecord?> TryAsync(
        EntryPage page,
        ScheduledIteration scheduled,
        int attempt
    )
    {
        await confirmed.ConfirmAsync();
        if (Left(page) <= TimeSpan.Zero)
        {
            var none = EntryDeadline.Failure(spec.Options, PhaseNames.Resolve);
            var cut = NotRun(page, scheduled, attempt, none);
            await CommitAsync(page, scheduled, cut);
            return cut;
        }
        page.Begun = true;
        await manifest.WriteIfDueAsync(permit.Token);
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
                Left(page),
                permit.Token,
                barrier
            );
            if (barrier.WasFalse)
            {
                counters.Error($"{Named(page)} iteration {scheduled.Iteration}: a false start");
                return null;
            }
            await confirmed.ConfirmAsync();
            await CommitAsync(page, scheduled, record);
            page.SecondsUsed += record.SecondsOfEntry(spec.Options);
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
        await committing.CommitAsync(record, permit.Token, page.Attempt);
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
        await confirmed.ConfirmAsync();
        var result = await committing.CommitResultAsync(
            claim,
            page.Entry,
            page.Attempt,
            [.. page.Iterations],
            page.Reason,
            permit.Token
        );
        page.End(result);
        counters.EntryEnded(page.Attempt, result.Status);
        await manifest.WriteIfDueAsync(permit.Token);
    }

    private TimeSpan? Left(EntryPage page) =>
        spec.Options.EntryTimeoutSeconds is { } seconds
            ? TimeSpan.FromSeconds(seconds - page.SecondsUsed)
            : null;

    private static Failure Lost { get; } =
        new()
        {
            Kind = FailureKinds.Barrier,
            Phase = PhaseNames.Barrier,
            Reason = "the VM's worker died or was cut off when the iteration was run",
        };

    private IterationRecord NotRun(
        EntryPage page,
        ScheduledIteration scheduled,
        int attempt,
        Failure failure
    ) => runner.NotRun(page.Entry, Try(page, attempt), scheduled, failure);

    private Attempt Try(EntryPage page, int attempt) =>
        new(page.Entry.MatrixId, attempt, spec.VmName);

    private static string Named(EntryPage page) =>
        $"entry {page.Entry.MatrixId} (test {page.Entry.TestId}, {page.Entry.ConfigLabel})";
}
