using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Barriers;
using Bench.Protocol.Claims;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;
using Bench.Protocol.Manifests;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;

namespace Bench.Protocol.Sealing;

/// <summary>Ends a run: announces the seal, fences who may still write, reads what was committed, and seals it.</summary>
public sealed class Sealer(
    RecordStore records,
    LoadedRun run,
    DecisionLog log,
    TimeProvider time,
    string benchVersion,
    ResultLedger? ledger = null
)
{
    private readonly ResultLedger _ledger =
        ledger ?? new ResultLedger(records, run.Config.Options.Iterations);
    private readonly ReplicaLedger _replicas = new(records);

    private bool IsReplicated => run.Config.Options.Distribution == DistributionMode.Replicate;

    private StartLog Starts => StartLog.Fold(log.Decisions);

    /// <summary>Whether every entry has a result in some attempt.</summary>
    public async Task<bool> IsCompleteAsync(CancellationToken cancel)
    {
        var facts = await ReadAsync(cancel);
        if (IsReplicated)
        {
            return facts.All(fact => fact.Result is not null);
        }
        var ended = facts
            .Where(fact => fact.Result is not null)
            .Select(fact => fact.Attempt.MatrixId)
            .ToHashSet();
        return ended.Count == run.Config.EntryCount;
    }

    /// <summary>The seal of the run, this coordinator's or an earlier one; null when another one leads now.</summary>
    public async Task<Seal?> SealAsync(SealReason reason, CancellationToken cancel)
    {
        await log.ReadOnAsync(cancel);
        if (await records.GetAsync<Seal>(records.Keys.Seal, cancel) is { } before)
        {
            // Whoever sealed it may have been killed before the manifests had their last form.
            await WriteManifestsAsync(before, cancel);
            return before;
        }
        if (
            log.State.Seal is null
            && !await log.TrySealAsync(new SealIntention { Reason = reason }, cancel)
        )
        {
            return null;
        }
        var intention = log.State.Seal!;
        await FenceUnendedAsync(cancel);
        var outcome = await records.CreateAsync(
            records.Keys.Seal,
            await DraftAsync(intention.Reason, log.State.SealDecision, cancel),
            cancel
        );
        await WriteManifestsAsync(outcome.Record, cancel);
        return outcome.Record;
    }

    /// <summary>What a seal of this moment would say; nothing is written.</summary>
    public async Task<Seal> ProvisionalAsync(CancellationToken cancel)
    {
        await log.ReadOnAsync(cancel);
        var cancelled = await records.ExistsAsync(records.Keys.Cancel, cancel);
        return await DraftAsync(
            cancelled ? SealReason.Cancelled : SealReason.Completed,
            log.State.LastDecision,
            cancel
        );
    }

    private async Task WriteManifestsAsync(Seal seal, CancellationToken cancel) =>
        await FinalManifests.WriteAsync(records, run, seal, await ReadAsync(cancel), time, cancel);

    private async Task<Seal> DraftAsync(SealReason reason, int decision, CancellationToken cancel)
    {
        var withoutResult =
            reason == SealReason.Cancelled ? EntryStatus.Cancelled : EntryStatus.Missing;
        var selection = IsReplicated
            ? ReplicaSelection.Select(
                run.Config,
                Starts,
                await _replicas.FactsAsync(run.Config, Starts, cancel),
                withoutResult
            )
            : SealSelection.Select(run.Config, await ReadAsync(cancel), withoutResult);
        return new Seal
        {
            Schema = Schemas.Seal,
            Writer = WriterId.New(),
            BenchmarkId = run.Config.BenchmarkId,
            BenchVersion = benchVersion,
            Reason = reason,
            Decision = decision,
            At = time.GetUtcNow(),
            Config = run.Ref,
            Entries = selection.Entries,
            Superseded = selection.Superseded,
        };
    }

    /// <summary>
    /// A VM whose attempts all have results can commit nothing more: their keys are taken. Every other one is fenced,
    /// so that what it commits from here on is late, and known as such.
    /// </summary>
    private async Task FenceUnendedAsync(CancellationToken cancel)
    {
        var facts = await ReadAsync(cancel);
        var open = facts
            .Where(fact => fact.Result is null)
            .Select(fact => fact.Attempt.Vm)
            .Distinct(StringComparer.Ordinal);
        await InFlight.ForEachAsync(
            [.. open],
            (vm, token) =>
            {
                // One that was fenced before cannot claim again, once its fence is in force.
                int? decision = log.State.IsFenced(vm) ? log.State.Fences[vm] : null;
                return Fencing.FenceAsync(records, vm, Fencing.ForSeal, time, token, decision);
            },
            cancel
        );
    }

    private async Task<IReadOnlyList<AttemptFacts>> ReadAsync(CancellationToken cancel)
    {
        if (!IsReplicated)
        {
            return await _ledger.ReadAsync(
                [.. log.State.Attempts.Values.SelectMany(attempts => attempts)],
                cancel
            );
        }
        var starts = Starts;
        var facts = await _replicas.FactsAsync(run.Config, starts, cancel);
        return [.. facts.Select(f => f.AsAttempt(starts, run.Config.Options.Iterations))];
    }
}
