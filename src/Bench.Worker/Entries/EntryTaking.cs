using Bench.Model.Claims;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;
using Bench.Worker.Heartbeats;

namespace Bench.Worker.Entries;

/// <summary>Takes what was decided that a VM works on, with what earlier epochs have committed of it.</summary>
internal sealed class EntryTaking(
    WorkerRole request,
    RunConfig config,
    Claim claim,
    EntryBook book,
    WorkerCounters counters,
    WorkerStop stop
)
{
    private readonly ResultLedger _ledger = new(request.Records, config.Options.Iterations);

    /// <summary>Takes what is new.</summary>
    public async Task<IReadOnlyList<EntryPage>> TakeAsync(RunState state)
    {
        List<EntryPage> taken =
        [
            .. state
                .ActiveAttemptsOf(claim.Vm)
                .Where(attempt => !book.Has(attempt))
                .Select(attempt => book.Add(config.Entry(attempt.MatrixId), attempt)),
        ];
        // The first epoch has no predecessor, so nothing can be committed yet. What counts of iterations that VMs run
        // together follows from the decisions on each, and is found on the way through them.
        if (
            claim.Epoch > 1
            && taken.Count > 0
            && config.Options.Distribution != DistributionMode.Replicate
        )
        {
            await TakeOverAsync(taken);
        }
        // Only now are its counts those of all that it has taken.
        counters.Took(book.Pages.Count, state.LastDecision);
        return taken;
    }

    private async Task TakeOverAsync(List<EntryPage> taken)
    {
        var facts = await _ledger.ReadAsync([.. taken.Select(page => page.Attempt)], stop.Token);
        book.TakeOver(facts, await ReasonsAsync(facts));
        foreach (var fact in facts)
        {
            foreach (var iteration in fact.Iterations)
            {
                counters.IterationCommitted(iteration.Status, seconds: null);
            }
            if (fact.Result is { } result)
            {
                counters.EntryEnded(fact.Attempt, result.Document.Status);
            }
        }
        if (config.Options.EntryTimeoutSeconds is not null)
        {
            await AddUsedTimeAsync(taken.Where(page => page.Result is null));
        }
        request.Log.Write(
            $"{facts.Sum(fact => fact.Iterations.Count)} of {taken.Count * config.Options.Iterations} iterations are committed already"
        );
    }

    private async Task AddUsedTimeAsync(IEnumerable<EntryPage> open)
    {
        foreach (var page in open)
        {
            foreach (var iteration in page.Iterations)
            {
                if (
                    await request.Records.GetAsync<IterationRecord>(
                        iteration.Record.Key,
                        stop.Token
                    ) is
                    { } record
                )
                {
                    page.SecondsUsed += record.SecondsOfEntry(config.Options);
                }
            }
        }
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
}
