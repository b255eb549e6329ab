using Bench.Model.Results;
using Bench.Model.Runs;

namespace Bench.Worker.Tests;

/// <summary>Two workers of one host.</summary>
internal sealed class TurnTests
{
    [Test]
    public async Task Workers_that_take_turns_never_measure_at_once()
    {
        using var bed = await WorkerBed.CreateAsync(vms: 2);
        var measuring = 0;
        var overlaps = 0;
        bed.Work.When(
            "measure",
            async (_, _) =>
            {
                if (Interlocked.Increment(ref measuring) > 1)
                {
                    Interlocked.Increment(ref overlaps);
                }
                for (var i = 0; i < 50; i++)
                {
                    await Task.Yield();
                }
                Interlocked.Decrement(ref measuring);
            }
        );
        (await Both(bed)).ShouldAllBe(outcome => outcome == WorkerOutcome.Completed);
        overlaps.ShouldBe(0);
        (await RecordsAsync(bed)).ShouldAllBe(record =>
            !record.Colocated && record.Phases.Any(phase => phase.Name == "turn")
        );
    }

    [Test]
    public async Task Concurrent_workers_do_and_are_marked()
    {
        using var bed = await WorkerBed.CreateAsync(
            vms: 2,
            change: o => o with { HostSharing = HostSharing.Concurrent }
        );
        // Each iteration of one waits for one of the other: in turns this would never end.
        using var together = new Barrier(2);
        bed.Work.When(
            "measure",
            (_, cancel) => Task.Run(() => together.SignalAndWait(cancel), cancel)
        );
        (await Both(bed)).ShouldAllBe(outcome => outcome == WorkerOutcome.Completed);
        (await RecordsAsync(bed)).ShouldAllBe(record =>
            record.Colocated && record.Phases.All(phase => phase.Name != "turn")
        );
    }

    private static Task<WorkerOutcome[]> Both(WorkerBed bed) =>
        Task.WhenAll(
            Task.Run(() => bed.WorkAsync(vm: "vm-1")),
            Task.Run(() => bed.WorkAsync(vm: "vm-2"))
        );

    private static async Task<IReadOnlyList<IterationRecord>> RecordsAsync(WorkerBed bed)
    {
        var records = new List<IterationRecord>();
        foreach (var vm in new[] { "vm-1", "vm-2" })
        {
            foreach (var entry in (await bed.SpecAsync(vm)).TestEntries)
            {
                records.Add((await bed.IterationAsync(entry.MatrixId, 1, vm))!);
            }
        }
        return records;
    }
}
