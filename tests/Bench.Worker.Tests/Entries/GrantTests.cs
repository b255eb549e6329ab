using Bench.Host.Tests;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Protocol.Decisions;
using Bench.Worker.Entries;

namespace Bench.Worker.Tests.Entries;

/// <summary>A worker works on what was granted to its VM after its last fence, and on nothing else.</summary>
internal sealed class GrantTests
{
    [Test]
    public async Task A_worker_that_is_done_waits_for_a_grant_and_then_for_the_seal()
    {
        using var bed = await WorkerBed.CreateAsync(
            vms: 2,
            change: o => o with { LeaseSeconds = 0.6 }
        );
        var log = await bed.LeadAsync();
        var work = Task.Run(() => bed.WorkAsync(leaveWhenDone: false));
        await Until.TrueAsync(() => StateOf(bed) == WorkerState.Idle, "it is done with its share");
        bed.Work.Measured.Count.ShouldBe(4);

        // vm-2 has the second test: matrix ids 2 and 4.
        (await log.TryGrantAsync(Grant("vm-1", 2, 2, 4), default)).ShouldBeTrue();
        await Until.TrueAsync(() => bed.Work.Measured.Count == 8, "it works on what was granted");
        WorkerProgress progress = null!;
        await Until.TrueAsync(
            () =>
                (progress = bed.ProgressAsync().GetAwaiter().GetResult())
                    is { State: WorkerState.Idle, EntriesTotal: 4 },
            "it is done with that too"
        );
        (progress.EntriesTotal, progress.EntriesOk).ShouldBe((4, 4));
        progress.LastDecision.ShouldBe(log.State.LastDecision);
        progress.Ended!.ShouldContain(new EndedEntry(4, 2, true));
        await bed.SealAsync();
        (await work).ShouldBe(WorkerOutcome.Completed, bed.Log.ToString());
        var result = await bed.Records.GetAsync<ResultRecord>(
            bed.Records.Keys.Result("vm-1", 4, 2),
            default
        );
        result.ShouldNotBeNull().Attempt.ShouldBe(2);
    }

    [Test]
    public async Task A_vm_that_was_fenced_works_on_its_later_grant_only()
    {
        using var bed = await WorkerBed.CreateAsync();
        var log = await bed.LeadAsync();
        await log.TryFenceAsync(new FenceRequest { Vm = "vm-1", Reason = "silent" }, default);
        await bed.FenceAsync();
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Left);

        await log.TryGrantAsync(Grant("vm-1", 2, 1, 3), default);
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Completed, bed.Log.ToString());
        bed.Work.Measured.Distinct().Order().ShouldBe([1, 3]);
        (await bed.CommittedAsync()).ShouldAllBe(key => key.Contains("/a02/"));
        var progress = await bed.ProgressAsync(epoch: 2);
        (progress.EntriesTotal, progress.EntriesOk).ShouldBe((2, 2));
    }

    [Test]
    public async Task An_entry_whose_time_is_used_up_fails_without_being_run()
    {
        using var bed = await WorkerBed.CreateAsync(
            change: o => o with { EntryTimeoutSeconds = 0.5 },
            tests: "io_type\nread\n"
        );
        bed.Work.When(
            "measure",
            (request, cancel) =>
                request.Entry.MatrixId == 1
                    ? Task.Delay(Timeout.Infinite, cancel)
                    : Task.CompletedTask
        );
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.CompletedWithFailures, bed.Log.ToString());
        for (var n = 1; n <= WorkerBed.Iterations; n++)
        {
            var failure = (await bed.IterationAsync(1, n))
                .ShouldNotBeNull()
                .Failure.ShouldNotBeNull();
            failure.Kind.ShouldBe("timeout");
            failure.Reason.ShouldContain("--entry-timeout");
        }
        bed.Work.Measured.Count(id => id == 1).ShouldBe(1, "the second one is not run");
        // What cut the first began to count before it: the time is used up, however little its record says.
        ((await bed.IterationAsync(1, 1))! with { DurationSeconds = 0.49, Phases = [] })
            .SecondsOfEntry((await bed.SpecAsync()).Options)
            .ShouldBe(0.5);
        (await bed.ResultAsync(2)).ShouldNotBeNull().Status.ShouldBe(IterationStatus.Ok);
        bed.Leftovers().ShouldBeEmpty();
    }

    [Test]
    public async Task A_spec_of_another_config_is_refused()
    {
        using var bed = await WorkerBed.CreateAsync();
        var key = bed.Records.Keys.JobSpec("vm-1");
        var spec = await bed.SpecAsync();
        await bed.Store.PutAsync(
            key,
            Documents.Write(
                spec with
                {
                    InputDigests = spec.InputDigests with { ConfigSha256 = new string('0', 64) },
                }
            ),
            default
        );
        var error = await Should.ThrowAsync<DocumentException>(() => bed.WorkAsync());
        error.Message.ShouldContain("jobs/vm-1.json");
        error.Message.ShouldContain(bed.Run.Ref.Sha256);
        bed.Work.Steps.ShouldBeEmpty();
    }

    private static WorkerState? StateOf(WorkerBed bed) =>
        bed
            .Records.GetAsync<WorkerProgress>(bed.Records.Keys.Progress("vm-1", 1), default)
            .GetAwaiter()
            .GetResult()
            ?.State;

    internal static Grant Grant(string vm, int attempt, params int[] matrixIds) =>
        new()
        {
            Vm = vm,
            Entries =
            [
                .. matrixIds.Select(id => new AttemptGrant { MatrixId = id, Attempt = attempt }),
            ],
        };
}
