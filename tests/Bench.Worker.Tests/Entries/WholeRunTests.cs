using Bench.Model.Claims;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Planning.Blocks;
using Bench.Workloads;

namespace Bench.Worker.Tests.Entries;

/// <summary>A worker from claim to end, doing fake work on a real store.</summary>
internal sealed class WholeRunTests
{
    [Test]
    public async Task Everything_runs_once_in_the_order_of_the_blocks()
    {
        using var bed = await WorkerBed.CreateAsync();
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Completed);

        var spec = await bed.SpecAsync();
        bed.Work.Measured.ShouldBe(BlockSchedule.For(spec).Select(s => s.MatrixId));
        bed.Work.Measured.Count.ShouldBe(4 * WorkerBed.Iterations);
        foreach (var entry in spec.TestEntries)
        {
            var result = (await bed.ResultAsync(entry.MatrixId)).ShouldNotBeNull();
            result.Status.ShouldBe(IterationStatus.Ok);
            result.Reason.ShouldBeNull();
            result.Iterations.Select(i => i.Iteration).ShouldBe([1, 2]);
        }
        bed.Leftovers().ShouldBeEmpty();
    }

    [Test]
    public async Task The_end_is_told_in_manifest_progress_and_log()
    {
        using var bed = await WorkerBed.CreateAsync();
        await bed.WorkAsync();

        var manifest = (await bed.ManifestAsync()).ShouldNotBeNull();
        manifest.Status.ShouldBe(ManifestStatus.Completed);
        (manifest.TotalTests, manifest.CompletedTests, manifest.FailedTests).ShouldBe((4, 4, 0));
        manifest.EndTime.ShouldNotBeNull();
        manifest.Tests.ShouldAllBe(t => t.Status == TestStatus.Ok && t.IterationsOk == 2);

        var bytes = await bed.Store.GetAsync(bed.Records.Keys.Progress("vm-1", 1), default);
        bytes.ShouldNotBeNull().Length.ShouldBeLessThanOrEqualTo(4096);
        var progress = await bed.Records.GetAsync<WorkerProgress>(
            bed.Records.Keys.Progress("vm-1", 1),
            default
        );
        progress!.State.ShouldBe(WorkerState.Ended);
        (progress.EntriesOk, progress.IterationsOk).ShouldBe((4, 8));
        progress.Current.ShouldBeNull();
        progress.Live!.Iteration!.ReadBytesPerSecond.ShouldBe(1_000_000);

        var log = await bed.Store.GetAsync(bed.Records.Keys.WorkerLog("vm-1"), default);
        System.Text.Encoding.UTF8.GetString(log!).ShouldContain("iteration 2 ok in");
    }

    [Test]
    public async Task Warm_up_blocks_run_first_and_leave_no_record()
    {
        using var bed = await WorkerBed.CreateAsync(change: o => o with { WarmUpBlocks = 1 });
        var spec = await bed.SpecAsync();

        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Completed);

        bed.Work.Measured.ShouldBe(BlockSchedule.For(spec).Select(s => s.MatrixId));
        bed.Work.Measured.Count.ShouldBe(spec.TotalRuns + spec.TestEntries.Count);
        (await bed.CommittedAsync())
            .Count(key => key.Contains("iteration-", StringComparison.Ordinal))
            .ShouldBe(spec.TotalRuns);
        (await bed.CommittedAsync()).ShouldAllBe(key => !key.Contains("0000"));
        bed.Leftovers().ShouldBeEmpty();
    }

    [Test]
    public async Task A_warm_up_that_fails_is_told_and_fails_nothing()
    {
        using var bed = await WorkerBed.CreateAsync(change: o => o with { WarmUpBlocks = 1 });
        bed.Work.On = (name, _, _) =>
            name == "measure" && bed.Work.Measured.Count == 1
                ? throw new IOException("not warm yet")
                : Task.CompletedTask;

        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Completed);

        bed.Log.ToString().ShouldContain("warm-up failed in phase measure: not warm yet");
    }

    [Test]
    public async Task A_record_holds_phases_cache_tools_host_and_the_raw_files()
    {
        using var bed = await WorkerBed.CreateAsync();
        await bed.WorkAsync();
        var record = (await bed.IterationAsync(1, 2)).ShouldNotBeNull();
        record
            .Phases.Select(p => p.Name)
            .ShouldBe([
                "resolve",
                "mount",
                "prepare",
                "turn",
                "cache",
                "measure",
                "collect",
                "unmount",
                "upload",
            ]);
        record
            .Phases.Sum(p => p.DurationSeconds)
            .ShouldBeLessThanOrEqualTo(record.DurationSeconds + 1e-4);
        record.Cache!.Outcome.ShouldBe("left");
        record.Tools["fake"].ShouldBe("1.0");
        record.Host.BootId.ShouldNotBeEmpty();
        (record.Colocated, record.Epoch, record.Block).ShouldBe((false, 1, 2));
        record.Raw.Select(r => r.Role).ShouldBe(["fio", "samples"], ignoreOrder: true);
        foreach (var raw in record.Raw)
        {
            var content = (await bed.Store.GetAsync(raw.Key, default)).ShouldNotBeNull();
            content.Length.ShouldBe((int)raw.Length);
            Bench.Model.Digests.ContentDigest.Sha256HexOf(content).ShouldBe(raw.Sha256);
        }
    }

    [Test]
    public async Task A_failed_iteration_is_committed_with_its_reason_and_the_entry_goes_on()
    {
        using var bed = await WorkerBed.CreateAsync();
        bed.Work.When(
            "collect",
            (request, _) =>
                request.UniqueName.StartsWith("m1-a1-i1", StringComparison.Ordinal)
                    ? throw Failed("it went wrong")
                    : Task.CompletedTask
        );
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.CompletedWithFailures);

        (await bed.IterationAsync(1, 1))!.Failure!.Reason.ShouldBe("it went wrong");
        (await bed.IterationAsync(1, 1))!.Raw.ShouldNotBeEmpty();
        (await bed.IterationAsync(1, 2))!.Status.ShouldBe(IterationStatus.Ok);
        var result = (await bed.ResultAsync(1)).ShouldNotBeNull();
        (result.Status, result.Reason).ShouldBe((IterationStatus.Failed, "it went wrong"));
        result.Iterations.Count.ShouldBe(2);
        (await bed.ResultAsync(2))!.Status.ShouldBe(IterationStatus.Ok);
        var manifest = await bed.ManifestAsync();
        manifest!.Status.ShouldBe(ManifestStatus.Failed);
        manifest.Tests.Single(t => t.MatrixId == 1).Reason.ShouldBe("it went wrong");
    }

    [Test]
    public async Task There_is_no_result_before_all_iterations_are_committed()
    {
        using var bed = await WorkerBed.CreateAsync();
        var early = new List<string>();
        bed.Work.When(
            "measure",
            async (request, _) =>
            {
                if (await bed.ResultAsync(request.Entry.MatrixId) is not null)
                {
                    early.Add(request.UniqueName);
                }
            }
        );
        await bed.WorkAsync();
        early.ShouldBeEmpty();
    }

    [Test]
    public async Task Resuming_runs_only_what_is_not_committed()
    {
        using var bed = await WorkerBed.CreateAsync();
        using var interrupt = new CancellationTokenSource();
        bed.Work.When(
            "measure",
            async (_, cancel) =>
            {
                if (bed.Work.Measured.Count == 4)
                {
                    await interrupt.CancelAsync();
                    await Task.Delay(Timeout.Infinite, cancel);
                }
            }
        );
        (await bed.WorkAsync(interrupt: interrupt.Token)).ShouldBe(WorkerOutcome.Interrupted);
        (await bed.CommittedAsync()).Count(k => k.Contains("iteration-")).ShouldBe(3);
        bed.Leftovers().ShouldBeEmpty();

        bed.Work.On = (_, _, _) => Task.CompletedTask;
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Completed);

        // Three committed, one cut off, and from that one on the rest.
        var order = BlockSchedule.For(await bed.SpecAsync()).Select(s => s.MatrixId).ToList();
        bed.Work.Measured.ShouldBe([.. order.Take(4), .. order.Skip(3)]);
        (await bed.CommittedAsync()).Count.ShouldBe(8 + 4);
        (await bed.IterationAsync(order[0], 1))!.Epoch.ShouldBe(1);
        (await bed.IterationAsync(order[^1], 2))!.Epoch.ShouldBe(2);
        bed.Work.Steps.ShouldContain(("vm-1", 0, "clean-up-after"));
        var progress = await bed.Records.GetAsync<WorkerProgress>(
            bed.Records.Keys.Progress("vm-1", 2),
            default
        );
        (progress!.IterationsOk, progress.IterationsTimed, progress.EntriesOk).ShouldBe((8, 5, 4));
    }

    [Test]
    public async Task A_failure_of_an_earlier_epoch_is_told_in_the_result()
    {
        using var bed = await WorkerBed.CreateAsync(tests: "io_type\nread\n");
        using var interrupt = new CancellationTokenSource();
        var first = BlockSchedule.For(await bed.SpecAsync()).First().MatrixId;
        bed.Work.When(
            "measure",
            async (_, cancel) =>
            {
                if (bed.Work.Measured.Count == 1)
                {
                    throw Failed("in epoch one");
                }
                await interrupt.CancelAsync();
                await Task.Delay(Timeout.Infinite, cancel);
            }
        );
        await bed.WorkAsync(interrupt: interrupt.Token);
        bed.Work.On = (_, _, _) => Task.CompletedTask;
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.CompletedWithFailures);
        (await bed.ResultAsync(first))!.Reason.ShouldBe("in epoch one");
    }

    [Test]
    public async Task A_run_that_is_all_committed_is_done_at_once()
    {
        using var bed = await WorkerBed.CreateAsync();
        await bed.WorkAsync();
        var before = bed.Work.Measured.Count;
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Completed);
        bed.Work.Measured.Count.ShouldBe(before);
    }

    [Test]
    public async Task A_manifest_that_cannot_be_written_does_not_end_the_work()
    {
        using var bed = await WorkerBed.CreateAsync();
        bed.Store.Before = (_, key) =>
            key.EndsWith("manifest.json", StringComparison.Ordinal)
                ? throw FaultyStore.Down
                : Task.CompletedTask;
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Completed);
        (await bed.CommittedAsync()).Count.ShouldBe(12);
    }

    [Test]
    public async Task A_vm_that_the_run_does_not_have_is_told_with_those_it_has()
    {
        using var bed = await WorkerBed.CreateAsync(vms: 2);
        var error = await Should.ThrowAsync<NoSpecException>(() => bed.WorkAsync(vm: "vm-9"));
        error.Message.ShouldContain("vm-1, vm-2");
    }

    private static IterationFailedException Failed(string reason) =>
        new(
            new Failure
            {
                Kind = FailureKinds.Output,
                Phase = "collect",
                Reason = reason,
            }
        );
}
