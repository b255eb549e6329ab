using Bench.Model.Claims;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Planning.Blocks;
using Bench.Protocol.Claims;
using Bench.Protocol.Commits;
using Bench.Worker.Heartbeats;
using Bench.Worker.Iterations;
using Bench.Worker.Logs;
using Bench.Worker.Manifests;

namespace Bench.Worker.Entries;

/// <summary>
/// Runs a spec in its order, commits each iteration and ends each entry. What is committed already is not run again.
/// </summary>
public sealed class EntryLoop(
    JobSpec spec,
    Claim claim,
    EntryBook book,
    IIterationRunner runner,
    Committing committing,
    ClaimGuard guard,
    WorkerCounters counters,
    ManifestWriter manifest,
    WorkerStop stop,
    WorkerLog log
)
{
    /// <summary>Runs until all is done or the worker must stop.</summary>
    /// <exception cref="OperationCanceledException">The worker must stop.</exception>
    public async Task RunAsync()
    {
        foreach (var page in book.Pages)
        {
            await EndIfCompleteAsync(page);
        }
        foreach (var scheduled in BlockSchedule.For(spec))
        {
            var page = book[scheduled.MatrixId];
            if (scheduled.IsWarmUp)
            {
                await WarmUpAsync(page, scheduled);
            }
            else if (!page.Has(scheduled.Iteration))
            {
                await RunOneAsync(page, scheduled);
            }
        }
    }

    /// <summary>
    /// An unmeasured block warms what every config of the test case shares. All configs run it, also those that are
    /// complete: what is left to measure meets the same state as it would have without a resume.
    /// </summary>
    private async Task WarmUpAsync(EntryPage page, ScheduledIteration scheduled)
    {
        var ordinal = page.Entry.TestOrdinal;
        if (book.Pages.Where(p => p.Entry.TestOrdinal == ordinal).All(p => p.Result is not null))
        {
            return;
        }
        await ConfirmAsync();
        var failure = await runner.WarmUpAsync(page.Entry, page.Attempt, scheduled, stop.Token);
        log.Write(
            $"entry {page.Entry.MatrixId} (test {page.Entry.TestId}, {page.Entry.ConfigLabel}) warm-up "
                + (failure is null ? "done" : $"failed in phase {failure.Phase}: {failure.Reason}")
        );
    }

    private async Task RunOneAsync(EntryPage page, ScheduledIteration scheduled)
    {
        await ConfirmAsync();
        page.Begun = true;
        await manifest.WriteIfDueAsync(stop.Token);
        var record = await runner.RunAsync(page.Entry, page.Attempt, scheduled, stop.Token);
        await ConfirmAsync();
        var committed = await committing.CommitAsync(record, stop.Token);
        Note(page, scheduled, record, committed);
        await EndIfCompleteAsync(page);
    }

    /// <summary>Whoever cannot confirm its claim now must neither begin nor commit anything.</summary>
    private async Task ConfirmAsync()
    {
        // The bound is for a store whose call does not return: the heartbeat then ends this worker.
        if (StopReasons.Of(await guard.LookAsync(stop.Token).WaitAsync(stop.Token)) is { } reason)
        {
            stop.Request(reason);
        }
        stop.Token.ThrowIfCancellationRequested();
    }

    private void Note(
        EntryPage page,
        ScheduledIteration scheduled,
        IterationRecord record,
        IterationRef committed
    )
    {
        var what =
            $"entry {page.Entry.MatrixId} (test {page.Entry.TestId}, {page.Entry.ConfigLabel}) iteration {scheduled.Iteration}";
        page.Add(committed, record.Failure?.Reason);
        counters.IterationCommitted(committed.Status, record.DurationSeconds);
        if (record.Failure is { } failure)
        {
            counters.Error($"{what}: {failure.Reason}");
            log.Write($"{what} failed in phase {failure.Phase}: {failure.Reason}");
        }
        else
        {
            log.Write(
                FormattableString.Invariant($"{what} ok in {record.DurationSeconds:0.000} s")
            );
        }
    }

    private async Task EndIfCompleteAsync(EntryPage page)
    {
        if (page.Result is not null || page.Iterations.Count < spec.Iterations)
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
}
