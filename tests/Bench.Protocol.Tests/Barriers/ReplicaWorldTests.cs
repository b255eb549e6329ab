using Bench.Model.Decisions;
using Bench.Model.Results;
using Bench.Model.Sealing;
using Bench.Protocol.Barriers;

namespace Bench.Protocol.Tests.Barriers;

public sealed class ReplicaWorldTests
{
    private const int Seeds = 500;

    [Test]
    [CancelAfter(300_000)]
    public void Whatever_dies_all_that_live_come_to_their_end_and_nothing_counts_twice(
        CancellationToken cancel
    )
    {
        var (again, counted, failed) = (0, 0, 0);
        for (var seed = 0; seed < Seeds && !cancel.IsCancellationRequested; seed++)
        {
            var world = new ReplicaWorld(seed);

            world.Run().ShouldBeLessThan(20_000, $"seed {seed} does not end");

            var starts = world.Starts;
            starts.Open.ShouldBeEmpty($"seed {seed}");
            Check(world, starts, seed);
            var verdicts = world.Log.Select(d => d.Verdict?.Outcome).ToList();
            again += verdicts.Count(v => v == VerdictOutcome.Again);
            counted += verdicts.Count(v => v == VerdictOutcome.Counted);
            failed += verdicts.Count(v => v == VerdictOutcome.Failed);
        }
        cancel.IsCancellationRequested.ShouldBeFalse();
        // The seeds must have been through all of it.
        again.ShouldBeGreaterThan(Seeds / 4);
        counted.ShouldBeGreaterThan(Seeds);
        failed.ShouldBeGreaterThan(0);
    }

    private static void Check(ReplicaWorld world, StartLog starts, int seed)
    {
        foreach (var verdict in world.Log.Select(d => d.Verdict).OfType<GoVerdict>())
        {
            var go = world.Log[verdict.Go - 1].Go!;
            var ok = go
                .Participants.Where(vm =>
                    world.Records.TryGetValue(ReplicaKey.Of(vm, go), out var record)
                    && record.Status == IterationStatus.Ok
                )
                .ToList();
            if (verdict.Outcome == VerdictOutcome.Counted)
            {
                ok.Count.ShouldBe(go.Participants.Count, $"seed {seed}");
            }
            verdict.Survivors.ShouldBeSubsetOf(ok);
            verdict.Survivors.Count.ShouldBeLessThan(go.Participants.Count, $"seed {seed}");
        }
        var facts = Facts(world, starts);
        foreach (var fact in facts)
        {
            var counted = fact.Counted(starts, world.Config.Options.Iterations);
            counted.Select(r => r.Iteration).ShouldBeUnique();
            counted
                .Where(r => r.Status == IterationStatus.Ok)
                .ShouldAllBe(r =>
                    ReplicaCourse.Counts(starts, fact.Vm, fact.MatrixId, r.Iteration)
                );
            if (world.Ended.Contains(fact.Vm) && !world.Gone.Contains(fact.Vm))
            {
                counted.Count.ShouldBe(world.Config.Options.Iterations, $"seed {seed}");
            }
        }
        AccountsForAll(world, starts, facts, seed);
    }

    /// <summary>Every committed record is counted or superseded, once.</summary>
    private static void AccountsForAll(
        ReplicaWorld world,
        StartLog starts,
        IReadOnlyList<ReplicaFacts> facts,
        int seed
    )
    {
        var selection = ReplicaSelection.Select(world.Config, starts, facts, EntryStatus.Missing);

        selection
            .Entries.SelectMany(e => e.PartialIterations ?? [])
            .Concat(selection.Superseded)
            .Select(r => r.Key)
            .Order(StringComparer.Ordinal)
            .ShouldBe(
                world.Records.Values.Select(r => r.Record.Key).Order(StringComparer.Ordinal),
                $"seed {seed}"
            );
        selection.Entries.Count.ShouldBe(world.Config.EntryCount * world.Config.Vms.Count);
    }

    private static List<ReplicaFacts> Facts(ReplicaWorld world, StartLog starts) =>
        [
            .. from vm in world.Config.Vms
            from matrixId in Enumerable.Range(1, world.Config.EntryCount)
            select new ReplicaFacts(
                vm.Name,
                matrixId,
                null,
                [
                    .. world
                        .Records.Where(r =>
                            r.Key.Vm == vm.Name
                            && r.Key.MatrixId == matrixId
                            && r.Key.Attempt <= starts.AttemptOf(matrixId, r.Key.Iteration)
                        )
                        .OrderBy(r => r.Key.Iteration)
                        .ThenBy(r => r.Key.Attempt)
                        .Select(r => (r.Key.Attempt, r.Value)),
                ]
            ),
        ];
}
