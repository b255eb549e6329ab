using Bench.Model.Progress;
using Bench.Model.Results;

namespace Bench.Worker.Tests.Entries;

/// <summary>A worker that may not go on commits nothing more.</summary>
internal sealed class StoppingTests
{
    [Test]
    public async Task A_claim_superseded_during_an_iteration_commits_nothing()
    {
        using var bed = await WorkerBed.CreateAsync();
        bed.Work.When("collect", (_, _) => bed.FenceAsync());
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Stopped);

        (await bed.CommittedAsync()).ShouldBeEmpty();
        bed.Work.Measured.Count.ShouldBe(1);
        bed.Log.ToString().ShouldContain("took over");
        // Log and manifest are those of whoever acts as the VM now.
        (await bed.Store.GetAsync(bed.Records.Keys.WorkerLog("vm-1"), default)).ShouldBeNull();
        (await bed.ManifestAsync())!.Status.ShouldBe(ManifestStatus.Running);
    }

    [Test]
    public async Task A_claim_superseded_between_the_last_iteration_and_the_result_commits_no_result()
    {
        using var bed = await WorkerBed.CreateAsync(tests: "io_type\nread\n");
        var fenced = 0;
        bed.Store.Before = async (operation, key) =>
        {
            if (
                operation == "put"
                && key.EndsWith("/0002-e000001/fio_output.json", StringComparison.Ordinal)
            )
            {
                Interlocked.Increment(ref fenced);
            }
            // The look before the iteration's commit is past when its create begins.
            if (
                operation == "create"
                && key.EndsWith("iteration-0002.json", StringComparison.Ordinal)
            )
            {
                bed.Store.Before = (_, _) => Task.CompletedTask;
                await bed.FenceAsync();
            }
        };
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Stopped);
        fenced.ShouldBe(1);
        (await bed.CommittedAsync()).ShouldAllBe(key => !key.EndsWith("result.json"));
    }

    [Test]
    public async Task A_cancelled_run_stops_the_worker_and_says_so()
    {
        using var bed = await WorkerBed.CreateAsync();
        bed.Work.When("measure", (_, _) => bed.CancelAsync());
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Stopped);
        (await bed.CommittedAsync()).ShouldBeEmpty();
        var manifest = await bed.ManifestAsync();
        manifest!.Status.ShouldBe(ManifestStatus.Cancelled);
        manifest.Tests.ShouldAllBe(t => t.Status == TestStatus.Cancelled);
        bed.Leftovers().ShouldBeEmpty();
    }

    [Test]
    public async Task The_heartbeat_sees_a_cancellation_while_the_work_goes_on()
    {
        using var bed = await WorkerBed.CreateAsync(change: o => o with { LeaseSeconds = 0.6 });
        bed.Work.When(
            "measure",
            async (_, cancel) =>
            {
                await bed.CancelAsync();
                await Task.Delay(Timeout.Infinite, cancel);
            }
        );
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Stopped);
        bed.Log.ToString().ShouldContain("cancelled");
    }

    [Test]
    public async Task A_sealed_run_stops_the_worker_and_its_manifest_stays()
    {
        using var bed = await WorkerBed.CreateAsync();
        bed.Work.When("measure", (_, _) => bed.SealAsync());
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Stopped);
        (await bed.CommittedAsync()).ShouldBeEmpty();
        (await bed.ManifestAsync())!.Status.ShouldBe(ManifestStatus.Running);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_worker_that_cannot_confirm_its_claim_for_one_lease_ends_its_iteration_and_goes_on_later(
        bool hangs
    )
    {
        using var bed = await WorkerBed.CreateAsync(change: o => o with { LeaseSeconds = 0.5 });
        var ended = 0;
        bed.Work.When(
            "measure",
            async (_, cancel) =>
            {
                if (Interlocked.Increment(ref ended) > 1)
                {
                    return;
                }
                bed.Store.Before = (_, _) =>
                    hangs ? new TaskCompletionSource().Task : throw FaultyStore.Down;
                try
                {
                    await Task.Delay(Timeout.Infinite, cancel);
                }
                finally
                {
                    bed.Store.Before = (_, _) => Task.CompletedTask;
                }
            }
        );
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Completed, bed.Log.ToString());
        // The iteration that was ended is measured once more, and counts once.
        bed.Work.Measured.Count.ShouldBe(9);
        (await bed.CommittedAsync()).Count.ShouldBe(12);
        bed.Log.ToString().ShouldContain("could not be confirmed");
        bed.Log.ToString().ShouldContain("confirmed again");
        bed.Leftovers().ShouldBeEmpty();
    }

    [Test]
    public async Task A_worker_that_was_fenced_while_the_store_was_gone_leaves_when_it_is_back()
    {
        using var bed = await WorkerBed.CreateAsync(change: o => o with { LeaseSeconds = 0.5 });
        bed.Work.When(
            "measure",
            async (_, cancel) =>
            {
                await bed.FenceAsync();
                bed.Store.Before = (_, _) => throw FaultyStore.Down;
                try
                {
                    await Task.Delay(Timeout.Infinite, cancel);
                }
                finally
                {
                    bed.Store.Before = (_, _) => Task.CompletedTask;
                }
            }
        );
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Stopped);
        (await bed.CommittedAsync()).ShouldBeEmpty();
        bed.Log.ToString().ShouldContain("took over");
    }

    [Test]
    public async Task A_worker_that_is_stopped_acknowledges_it_with_what_it_has_ended()
    {
        using var bed = await WorkerBed.CreateAsync();
        bed.Work.When("measure", (_, _) => bed.CancelAsync());
        await bed.WorkAsync();
        var progress = await bed.ProgressAsync();
        progress.State.ShouldBe(WorkerState.Ended);
        var stopped = progress.Stopped.ShouldNotBeNull();
        stopped.Reason.ShouldBe("the run was cancelled");
        stopped.Left.ShouldBeEmpty();
        (stopped.ChildrenEnded, stopped.MountsUndone).ShouldBe((0, 0));
    }

    [Test]
    public async Task One_request_of_the_heartbeat_that_hangs_leaves_time_to_ask_again()
    {
        using var bed = await WorkerBed.CreateAsync(change: o => o with { LeaseSeconds = 6 });
        var hung = 0;
        var goesOn = new TaskCompletionSource();
        bed.Work.When(
            "measure",
            (_, cancel) =>
            {
                bed.Store.Before = (operation, key) =>
                {
                    if (operation == "open" && Interlocked.Exchange(ref hung, 1) == 0)
                    {
                        return new TaskCompletionSource().Task;
                    }
                    if (operation == "put" && hung == 1 && key.Contains("/progress/"))
                    {
                        goesOn.TrySetResult();
                    }
                    return Task.CompletedTask;
                };
                return goesOn.Task.WaitAsync(TimeSpan.FromSeconds(60), cancel);
            }
        );
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Completed, bed.Log.ToString());
        hung.ShouldBe(1);
    }

    [Test]
    public async Task An_interrupted_worker_commits_nothing_of_the_iteration()
    {
        using var bed = await WorkerBed.CreateAsync();
        using var interrupt = new CancellationTokenSource();
        bed.Work.When(
            "measure",
            async (_, cancel) =>
            {
                await interrupt.CancelAsync();
                await Task.Delay(Timeout.Infinite, cancel);
            }
        );
        (await bed.WorkAsync(interrupt: interrupt.Token)).ShouldBe(WorkerOutcome.Interrupted);
        (await bed.CommittedAsync()).ShouldBeEmpty();
        bed.Work.Steps.ShouldContain(("vm-1", bed.Work.Measured[0], "clean-up"));
    }

    [Test]
    public async Task A_store_that_fails_a_commit_is_told_and_nothing_is_called_done()
    {
        using var bed = await WorkerBed.CreateAsync();
        bed.Store.Before = (operation, key) =>
            operation == "create" && key.Contains("iteration-")
                ? throw FaultyStore.Down
                : Task.CompletedTask;
        await Should.ThrowAsync<Bench.Storage.StoreException>(() => bed.WorkAsync());
        (await bed.ManifestAsync())!.Status.ShouldBe(ManifestStatus.Failed);
        bed.Leftovers().ShouldBeEmpty();
    }
}
