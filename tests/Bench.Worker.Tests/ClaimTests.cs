using System.Globalization;
using Bench.Host.Processes;
using Bench.Model.Claims;
using Bench.Protocol.Claims;

namespace Bench.Worker.Tests;

internal sealed class ClaimTests
{
    [Test]
    public async Task A_second_worker_leaves_and_changes_nothing()
    {
        using var bed = await WorkerBed.CreateAsync();
        WorkerOutcome? second = null;
        bed.Work.When(
            "measure",
            async (_, cancel) => second ??= await bed.WorkAsync(interrupt: cancel)
        );
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Completed);
        second.ShouldBe(WorkerOutcome.Left);
        bed.Work.Measured.Count.ShouldBe(8);
        (await HighestAsync(bed))!.Epoch.ShouldBe(1);
        bed.Log.ToString().ShouldContain("leaving");
    }

    [Test]
    public async Task A_fenced_vm_is_left_alone()
    {
        using var bed = await WorkerBed.CreateAsync();
        await bed.FenceAsync();
        (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Left);
        bed.Work.Steps.ShouldBeEmpty();
        bed.Log.ToString().ShouldContain("fenced");
    }

    [Test]
    public async Task The_holder_says_where_its_lock_is()
    {
        using var bed = await WorkerBed.CreateAsync();
        LockState? during = null;
        var probe = new Bench.Worker.Claiming.HostLockProbe();
        bed.Work.When(
            "measure",
            async (_, _) => during = probe.Probe((await HighestAsync(bed))!.Holder!)
        );
        await bed.WorkAsync();
        during.ShouldBe(LockState.Held);
        var holder = (await HighestAsync(bed))!.Holder!;
        probe.Probe(holder).ShouldBe(LockState.Free);
        holder.BootId.ShouldBe(probe.BootId);
        holder.ProcessId.ShouldBe(Environment.ProcessId);
    }

    [Test]
    public async Task What_dead_predecessors_left_running_is_ended_and_nothing_else()
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
        await bed.WorkAsync(interrupt: interrupt.Token);
        bed.Work.On = (_, _, _) => Task.CompletedTask;

        var left = Sleeper($"{bed.OwnerRun}/vm-1/1");
        IRunningProcess[] others =
        [
            Sleeper($"{bed.OwnerRun}/vm-2/1"),
            Sleeper("t1.000000000000/vm-1/1"),
            Sleeper($"{bed.OwnerRun}/vm-1/2"),
        ];
        try
        {
            (await bed.WorkAsync()).ShouldBe(WorkerOutcome.Completed);
            left.Completion.IsCompleted.ShouldBeTrue();
            others.ShouldAllBe(process => process.Identity.IsAlive);
            bed.Log.ToString()
                .ShouldContain(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"ended process {left.Pid} of epoch 1"
                    )
                );
        }
        finally
        {
            foreach (var process in others.Append(left))
            {
                await process.StopAsync(TimeSpan.FromSeconds(1));
            }
        }
    }

    private static IRunningProcess Sleeper(string owner) =>
        new ProcessRunner(TimeProvider.System).Start(
            new ProcessSpec("sleep", ["600"])
            {
                Environment = new Dictionary<string, string?> { [OwnerMark.Variable] = owner },
            }
        );

    private static Task<Claim?> HighestAsync(WorkerBed bed) =>
        new ClaimChain(bed.Records, "vm-1").ReadOnAsync(default);
}
