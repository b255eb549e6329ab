using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Coordinator.Leading;
using Bench.Fleet;
using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Progress;
using Bench.Model.Sealing;
using Bench.Protocol.Claims;
using Bench.Protocol.Decisions;
using Bench.Storage;

namespace Bench.Coordinator.Tests.Leading;

/// <summary>VMs that others start: they are lost by silence, and their work goes to those that live.</summary>
internal sealed partial class LossTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Test]
    public async Task The_work_of_a_silent_vm_is_granted_to_one_that_lives()
    {
        using var bed = await Bed();
        await bed.ProgressAsync("vm-1", 1, ended: false, iterations: 1);
        var beats = 0;
        bed.OnView = view =>
        {
            if (view.Seal is not null)
            {
                return;
            }
            var granted = view.State!.AttemptsOf("vm-2").Count == 2;
            (granted ? bed.CompleteAsync("vm-2") : Beat(bed, "vm-2", ++beats))
                .GetAwaiter()
                .GetResult();
        };
        var seal = await LeadAsync(bed);
        seal.Reason.ShouldBe(SealReason.Completed);
        seal.Entries.Select(e => (e.Vm, e.Attempt, e.Status))
            .ShouldBe([("vm-2", 2, EntryStatus.Ok), ("vm-2", 1, EntryStatus.Ok)]);
        bed.Notes.ShouldContain(note => note.Contains("vm-1 is fenced: it was silent for"));
        var claim = await new ClaimChain(bed.Records, "vm-1").ReadOnAsync(default);
        (claim!.Kind, claim.Decision).ShouldBe((ClaimKind.Fence, 2));
        // Silent for one lease of polls a second, and no longer: 30 polls after the first.
        beats.ShouldBeInRange(30, 33);
    }

    [TestCase(0.3, 0)]
    [TestCase(0.01, 0.004)]
    public async Task Neither_a_look_that_takes_long_nor_a_timer_that_fires_early_makes_it_a_look_late(
        double lookSeconds,
        double earlySeconds
    )
    {
        using var bed = await Bed();
        bed.Time.Early = TimeSpan.FromSeconds(earlySeconds);
        await bed.ProgressAsync("vm-1", 1, ended: false, iterations: 1);
        var beats = 0;
        bed.OnView = view =>
        {
            bed.Time.Advance(TimeSpan.FromSeconds(lookSeconds));
            if (view.Seal is null)
            {
                var granted = view.State!.AttemptsOf("vm-2").Count == 2;
                (granted ? bed.CompleteAsync("vm-2") : Beat(bed, "vm-2", ++beats))
                    .GetAwaiter()
                    .GetResult();
            }
        };

        await LeadAsync(bed);

        var silent = bed
            .Notes.Select(note => FencedAfter().Match(note))
            .Single(match => match.Success)
            .Groups["seconds"]
            .Value;
        double.Parse(silent, CultureInfo.InvariantCulture)
            .ShouldBeInRange(30, 30 + lookSeconds + 0.05);
    }

    [GeneratedRegex(
        "vm-1 is fenced: it was silent for (?<seconds>[0-9.]+) s",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex FencedAfter();

    [Test]
    public async Task Without_anybody_else_a_run_waits_says_so_once_and_goes_on_with_a_vm_that_returns()
    {
        using var bed = await Bed(vms: 1);
        await bed.ProgressAsync("vm-1", 1, ended: false, iterations: 1);
        bed.OnView = view =>
        {
            if (view is { Waiting: not null, Seal: null } && bed.Views.Count > 200)
            {
                bed.CompleteAsync("vm-1").GetAwaiter().GetResult();
            }
        };
        var seal = await LeadAsync(bed);
        seal.Reason.ShouldBe(SealReason.Completed);
        bed.Notes.Count(note => note.Contains("waiting: vm-1 is lost")).ShouldBe(1);
        (await new ClaimChain(bed.Records, "vm-1").ReadOnAsync(default)).ShouldBeNull();
    }

    [Test]
    public async Task When_most_fall_silent_together_none_is_lost_for_another_lease()
    {
        using var bed = await Bed(vms: 2);
        await bed.ProgressAsync("vm-1", 1, ended: false, iterations: 1);
        await bed.ProgressAsync("vm-2", 1, ended: false, iterations: 1);
        bed.OnView = view =>
        {
            if (view.Seal is null && bed.Views.Count == 50)
            {
                // All were cut off, and are back before the second lease is over.
                bed.CompleteAsync("vm-1").GetAwaiter().GetResult();
                bed.CompleteAsync("vm-2").GetAwaiter().GetResult();
            }
        };
        var seal = await LeadAsync(bed);
        seal.Reason.ShouldBe(SealReason.Completed);
        seal.Entries.ShouldAllBe(entry => entry.Attempt == 1);
        bed.Notes.Count(note => note.Contains("2 of 2 VMs are silent together")).ShouldBe(1);
        bed.Notes.ShouldNotContain(note => note.Contains("fenced"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_coordinator_that_died_between_fence_and_grant_is_completed(bool claimed)
    {
        using var bed = await Bed();
        var dead = new DecisionLog(
            bed.Records,
            bed.Run.Config,
            CoordinatorSelf.New() with
            {
                BootId = null,
            },
            bed.Time
        );
        await dead.LeadAsync(default);
        await dead.TryFenceAsync(new FenceRequest { Vm = "vm-1", Reason = "silent" }, default);
        if (claimed)
        {
            await Fencing.FenceAsync(bed.Records, "vm-1", "silent", bed.Time, default, 2);
        }
        var fleet = new FakeFleet((vm, nth) => bed.CompleteAsync(vm, nth));
        var seal = await bed.LeadAsync(fleet).WaitAsync(Limit);
        seal.Reason.ShouldBe(SealReason.Completed);
        seal.Entries.ShouldAllBe(entry => entry.Status == EntryStatus.Ok);
        seal.Entries[0].Attempt.ShouldBe(2);
        fleet.Starts.ShouldNotContain("vm-1", "it was fenced, and there was another one");
        var fences = new List<Claim>();
        for (
            var epoch = 1;
            await bed.Records.GetAsync<Claim>(bed.Records.Keys.Claim("vm-1", epoch), default)
                is { } claim;
            epoch++
        )
        {
            fences.Add(claim);
        }
        fences.Count(claim => claim.Decision == 2).ShouldBe(1);
    }

    [Test]
    public async Task A_store_that_fails_does_not_end_the_leading()
    {
        using var bed = await Bed(vms: 1);
        bed.OnView = view =>
        {
            if (view.Seal is null && bed.Views.Count is > 3 and < 10)
            {
                throw new StoreException(StoreError.Unavailable, "test://", "it is down", "wait");
            }
            if (view.Seal is null && bed.Views.Count == 12)
            {
                bed.CompleteAsync("vm-1").GetAwaiter().GetResult();
            }
        };
        (await LeadAsync(bed)).Reason.ShouldBe(SealReason.Completed);
        bed.Notes.Count(note => note.Contains("the store fails")).ShouldBe(1);
        bed.Notes.Count(note => note == "the store answers again").ShouldBe(1);
    }

    [Test]
    public async Task A_follower_takes_over_when_the_leader_falls_silent()
    {
        using var bed = await Bed(vms: 1);
        var other = new DecisionLog(bed.Records, bed.Run.Config, CoordinatorSelf.New(), bed.Time);
        await other.LeadAsync(default);
        var fleet = new FakeFleet((vm, nth) => bed.CompleteAsync(vm, nth));
        (await bed.LeadAsync(fleet).WaitAsync(Limit)).Reason.ShouldBe(SealReason.Completed);
        fleet.Starts.Count.ShouldBe(1);
        bed.Views.Count(view => view.Leader!.Id == other.State.Leader!.Id).ShouldBeInRange(30, 32);
    }

    [Test]
    public async Task Who_steps_down_leaves_the_run_for_another_one_at_once()
    {
        using var bed = await Bed(vms: 1);
        using var stop = new CancellationTokenSource();
        bed.OnView = _ =>
        {
            if (bed.Views.Count == 3)
            {
                stop.Cancel();
            }
        };
        var leader = bed.Leader(NoFleet.Instance);
        await Should.ThrowAsync<OperationCanceledException>(() =>
            leader.LeadAsync(default, stop.Token).WaitAsync(Limit)
        );
        (await bed.Records.ExistsAsync(bed.Records.Keys.Cancel, default)).ShouldBeFalse();
        bed.OnView = _ => { };
        var seen = bed.Views.Count;
        var fleet = new FakeFleet((vm, nth) => bed.CompleteAsync(vm, nth));
        (await bed.LeadAsync(fleet).WaitAsync(Limit)).Reason.ShouldBe(SealReason.Completed);
        bed.Views.Skip(seen).First().Leader!.Id.ShouldNotBe(bed.Views.First().Leader!.Id);
    }

    [Test]
    public async Task The_time_that_a_run_was_led_before_counts()
    {
        using var bed = await LeadBed.CreateAsync(vms: 1, timeoutSeconds: 100);
        for (var part = 0; part < 2; part++)
        {
            using var stop = new CancellationTokenSource();
            var until = bed.Views.Count + 40;
            bed.OnView = _ =>
            {
                if (bed.Views.Count == until)
                {
                    stop.Cancel();
                }
            };
            await Should.ThrowAsync<OperationCanceledException>(() =>
                bed.Leader(NoFleet.Instance).LeadAsync(default, stop.Token).WaitAsync(Limit)
            );
        }
        bed.OnView = _ => { };
        var seen = bed.Views.Count;
        (await LeadAsync(bed)).Reason.ShouldBe(SealReason.TimedOut);
        (bed.Views.Count - seen).ShouldBeInRange(15, 30);
    }

    private static Task<LeadBed> Bed(int vms = 2) =>
        LeadBed.CreateAsync(vms, change: o => o with { LeaseSeconds = 30 });

    private static Task<Seal> LeadAsync(LeadBed bed) =>
        bed.LeadAsync(NoFleet.Instance).WaitAsync(Limit);

    private static Task Beat(LeadBed bed, string vm, int sequence) =>
        bed.PutProgressAsync(
            vm,
            1,
            WorkerState.Running,
            sequence,
            (bed.Share(vm).Count, 0, 0),
            lastDecision: 0
        );
}
