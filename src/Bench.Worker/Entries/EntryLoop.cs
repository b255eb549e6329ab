using Bench.Model.Claims;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Planning.Blocks;
using Bench.Protocol.Commits;
using Bench.Worker.Heartbeats;
using Bench.Worker.Iterations;
using Bench.Worker.Logs;
using Bench.Worker.Manifests;
using Bench.Workloads.Phases;

namespace Bench.Worker.Entries;

/// <summary>
/// Runs a spec in its order, commits each iteration and ends each entry. What is committed already is not run again.
/// </summary>
public sealed class EntryLoop(
    JobSpec spec,
    Claim claim,
    IIterationRunner runner,
    Committing committing,
    ConfirmedClaim confirmed,
    WorkerCounters counters,
    ManifestWriter manifest,
    WorkPermit permit,
    WorkerLog log
)
{
    /// <summary>Runs until all of these is done or the worker must stop.</summary>
    /// <param name="pages">Of one VM, in the order in which they were granted.</param>
    /// <exception cref="OperationCanceledException">The worker must stop.</exception>
    public Task RunAsync(IReadOnlyList<EntryPage> pages) =>
        confirmed.WorkAsync(() => WorkAsync(pages));

    private async Task WorkAsync(IReadOnlyList<EntryPage> pages)
    {
        foreach (var page in pages)
        {
            await EndIfCompleteAsync(page);
        }
        foreach (var granted in pages.GroupBy(page => page.Attempt.GrantedBy))
        {
            await WorkOnAsync(granted.ToDictionary(page => page.Entry.MatrixId));
        }
    }

    /// <summary>What was granted by one decision, each entry once, in the order of its blocks.</summary>
    private async Task WorkOnAsync(Dictionary<int, EntryPage> pages)
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
            if (scheduled.IsWarmUp)
            {
                await WarmUpAsync(pages.Values, page, scheduled);
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
    private async Task WarmUpAsync(
        IEnumerable<EntryPage> pages,
        EntryPage page,
        ScheduledIteration scheduled
    )
    {
        var ordinal = page.Entry.TestOrdinal;
        if (pages.Where(p => p.Entry.TestOrdinal == ordinal).All(p => p.Result is not null))
        {
            return;
        }
        await confirmed.ConfirmAsync();
        var failure = await runner.WarmUpAsync(page.Entry, page.Attempt, scheduled, permit.Token);
        log.Write(
            $"entry {page.Entry.MatrixId} (test {page.Entry.TestId}, {page.Entry.ConfigLabel}) warm-up "
                + (failure is null ? "done" : $"failed in phase {failure.Phase}: {failure.Reason}")
        );
    }

    private async Task RunOneAsync(EntryPage page, ScheduledIteration scheduled)
    {
        await confirmed.ConfirmAsync();
        page.Begun = true;
        await manifest.WriteIfDueAsync(permit.Token);
        var record = await RecordAsync(page, scheduled);
        await confirmed.ConfirmAsync();
        var committed = await committing.CommitAsync(record, permit.Token);
        page.SecondsUsed += record.SecondsOfEntry(spec.Options);
        Note(page, scheduled, record, committed);
        await EndIfCompleteAsync(page);
    }

    /// <summary>What is left of an entry whose time is used up fails without being run.</summary>
    private Task<IterationRecord> RecordAsync(EntryPage page, ScheduledIteration scheduled)
    {
        TimeSpan? left = spec.Options.EntryTimeoutSeconds is { } seconds
            ? TimeSpan.FromSeconds(seconds - page.SecondsUsed)
            : null;
        return left <= TimeSpan.Zero
            ? Task.FromResult(
                runner.NotRun(
                    page.Entry,
                    page.Attempt,
                    scheduled,
                    EntryDeadline.Failure(spec.Options, PhaseNames.Resolve)
                )
            )
            : runner.RunAsync(page.Entry, page.Attempt, scheduled, left, permit.Token);
    }

    private void Note(
        EntryPage page,
        ScheduledIteration scheduled,
        IterationRecord record,
        IterationRef committed
    )
    {
        var what =
            $"entry {page.Entry.MatrixId} (test {page.Entry.TestId}, {page.Entry.ConfigLabel}{AttemptOf(page)}) iteration {scheduled.Iteration}";
        page.Add(committed, record.Failure?.Reason);
        counters.IterationCommitted(committed.Status, record.DurationSeconds);
        counters.News.Committed(
            page.Entry.MatrixId,
            page.Attempt.Number,
            scheduled.Iteration,
            committed.Status == IterationStatus.Ok,
            record.DurationSeconds
        );
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

    private static string AttemptOf(EntryPage page) =>
        page.Attempt.Number == 1 ? "" : $", attempt {page.Attempt.Number}";

    private async Task EndIfCompleteAsync(EntryPage page)
    {
        if (page.Result is not null || page.Iterations.Count < spec.Iterations)
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
}
