using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Model.Runs;
using Bench.Protocol.Claims;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Protocol.Tests.Simulation;
using static Bench.Protocol.Tests.Simulation.TestRun;

namespace Bench.Protocol.Tests.Claims;

public sealed class ClaimTakingTests
{
    private readonly RunConfig _config = Config();
    private MemoryStore _store = null!;
    private RecordStore _records = null!;
    private SteppingTime _time = null!;
    private FakeLocks _locks = null!;

    [SetUp]
    public async Task CreateRun()
    {
        _store = new MemoryStore();
        _records = RecordsOf(_store);
        _time = new SteppingTime();
        _locks = new FakeLocks();
        await _records.CreateAsync(_records.Keys.Config, _config, None);
    }

    [Test]
    public async Task The_first_worker_takes_epoch_1()
    {
        var taken = (await TakeAsync(1)).ShouldBeOfType<ClaimOutcome.Taken>();
        taken.Claim.Epoch.ShouldBe(1);
        (
            await _records.GetAsync<Claim>(_records.Keys.Claim("vm-1", 1), None)
        )!.Holder!.ProcessId.ShouldBe(1);
    }

    [Test(Description = "regression: double-launch")]
    public async Task Double_launch_ends_with_the_second_worker_leaving_and_naming_the_holder()
    {
        await TakeAsync(1);
        _locks.ByProcess[1] = LockState.Held;
        var second = (await TakeAsync(2)).ShouldBeOfType<ClaimOutcome.HeldBy>();
        second.Claim.Epoch.ShouldBe(1);
        second.Claim.Holder!.ToString().ShouldBe("process 1 on host");
        _time.Elapsed.ShouldBe(TimeSpan.Zero);
        _store.Keys.Count(key => key.Contains("/claims/")).ShouldBe(1);
    }

    [Test]
    public async Task A_free_lock_on_the_same_boot_proves_the_holder_dead_at_once()
    {
        await TakeAsync(1);
        _locks.ByProcess[1] = LockState.Free;
        (await TakeAsync(2)).ShouldBeOfType<ClaimOutcome.Taken>().Claim.Epoch.ShouldBe(2);
        _time.Elapsed.ShouldBe(TimeSpan.Zero);
    }

    [Test]
    public async Task A_free_lock_on_another_boot_proves_nothing()
    {
        await TakeAsync(1);
        _locks = new FakeLocks("boot-2");
        _locks.ByProcess[1] = LockState.Free;
        GrowWhileWaiting(epoch: 1);
        (await TakeAsync(2)).ShouldBeOfType<ClaimOutcome.HeldBy>();
    }

    [TestCase("boot-1", Description = "the lock cannot be seen")]
    [TestCase("boot-2", Description = "another host")]
    public async Task Silence_for_a_whole_lease_proves_the_holder_dead(string bootId)
    {
        await TakeAsync(1);
        await PutProgressAsync(epoch: 1, sequence: 7);
        _locks = new FakeLocks(bootId);
        (await TakeAsync(2)).ShouldBeOfType<ClaimOutcome.Taken>().Claim.Epoch.ShouldBe(2);
        _time.Elapsed.ShouldBeGreaterThanOrEqualTo(Lease);
        _time.Elapsed.ShouldBeLessThan(Lease * 1.5);
    }

    [Test]
    public async Task A_holder_that_never_wrote_progress_is_given_a_lease_too()
    {
        await TakeAsync(1);
        (await TakeAsync(2)).ShouldBeOfType<ClaimOutcome.Taken>();
        _time.Elapsed.ShouldBeGreaterThanOrEqualTo(Lease);
    }

    [TestCase(1)]
    [TestCase(5)]
    [TestCase(10)]
    public async Task Growth_of_the_sequence_at_any_look_keeps_the_holder_alive(int look)
    {
        await TakeAsync(1);
        await PutProgressAsync(epoch: 1, sequence: 7);
        var looks = 0;
        _time.Stepped = () =>
        {
            if (++looks == look)
            {
                PutProgressAsync(epoch: 1, sequence: 8).GetAwaiter().GetResult();
            }
        };
        (await TakeAsync(2)).ShouldBeOfType<ClaimOutcome.HeldBy>();
        _store.Keys.Count(key => key.Contains("/claims/")).ShouldBe(1);
    }

    [Test]
    public async Task A_slow_answer_is_no_silence()
    {
        await TakeAsync(1);
        await PutProgressAsync(epoch: 1, sequence: 7);
        var looks = 0;
        var slow = new InterceptedStore(
            _store,
            call =>
            {
                if (call.Key.Contains("/progress/") && ++looks == 3)
                {
                    // What it answers is as old as the question: the holder may have beaten many times since.
                    _time.Advance(Lease * 2);
                    _time.Stepped = () =>
                        PutProgressAsync(epoch: 1, sequence: 8).GetAwaiter().GetResult();
                }
                return Fault.None;
            }
        );
        (await TakeAsync(2, RecordsOf(slow))).ShouldBeOfType<ClaimOutcome.HeldBy>();
    }

    [Test]
    public async Task Progress_of_an_earlier_epoch_does_not_keep_a_dead_holder_alive()
    {
        await TakeAsync(1);
        _locks.ByProcess[1] = LockState.Free;
        await TakeAsync(2);
        _locks.ByProcess.Clear();
        GrowWhileWaiting(epoch: 1);
        (await TakeAsync(3)).ShouldBeOfType<ClaimOutcome.Taken>().Claim.Epoch.ShouldBe(3);
    }

    [Test]
    public async Task A_store_that_fails_proves_nobody_dead()
    {
        await TakeAsync(1);
        var broken = new InterceptedStore(
            _store,
            call => call.Key.Contains("/progress/") && call.Number > 6 ? Fault.Before : Fault.None
        );
        await Should.ThrowAsync<KilledException>(() => TakeAsync(2, RecordsOf(broken)));
        _store.Keys.Count(key => key.Contains("/claims/")).ShouldBe(1);
    }

    [Test]
    public async Task A_fenced_vm_claims_again_only_for_a_later_grant()
    {
        await TakeAsync(1);
        var log = new DecisionLog(_records, _config, Coordinator("a"), _time);
        await log.LeadAsync(None);
        await log.TryFenceAsync(Fence("vm-1"), None);
        (await FenceAsync()).Epoch.ShouldBe(2);
        (await TakeAsync(2)).ShouldBeOfType<ClaimOutcome.Fenced>().Claim.Epoch.ShouldBe(2);

        await log.TryGrantAsync(Grant("vm-1", 2, 1), None);
        (await TakeAsync(3)).ShouldBeOfType<ClaimOutcome.Taken>().Claim.Epoch.ShouldBe(3);

        await log.TryFenceAsync(Fence("vm-1"), None);
        await FenceAsync();
        (await TakeAsync(4)).ShouldBeOfType<ClaimOutcome.Fenced>().Claim.Epoch.ShouldBe(4);
    }

    [Test(
        Description = "regression: a grant that is older than the fence let a worker with old decisions claim again"
    )]
    public async Task Decisions_that_were_read_before_the_fence_do_not_outlive_it()
    {
        var log = new DecisionLog(_records, _config, Coordinator("a"), _time);
        await log.LeadAsync(None);
        await log.TryFenceAsync(Fence("vm-1"), None);
        await FenceAsync();
        await log.TryGrantAsync(Grant("vm-1", 2, 1), None);
        var stale = log.State;
        stale.MayClaimAfterFence("vm-1").ShouldBeTrue();
        await log.TryFenceAsync(Fence("vm-1"), None);
        await FenceAsync();

        (await TakeAsync(1, state: stale)).ShouldBeOfType<ClaimOutcome.Fenced>();
    }

    [Test]
    public async Task A_vm_fenced_for_the_seal_claims_nothing_whatever_was_granted_before()
    {
        var log = new DecisionLog(_records, _config, Coordinator("a"), _time);
        await log.LeadAsync(None);
        await log.TryFenceAsync(Fence("vm-1"), None);
        await log.TryGrantAsync(Grant("vm-1", 2, 1), None);
        var stale = log.State;
        await log.TrySealAsync(new SealIntention { Reason = SealReason.TimedOut }, None);
        await FenceAsync();
        (await TakeAsync(1, state: stale)).ShouldBeOfType<ClaimOutcome.Fenced>();
    }

    private Task<Claim> FenceAsync() => Fencing.FenceAsync(_records, "vm-1", "silent", _time, None);

    private async Task<ClaimOutcome> TakeAsync(
        int process,
        RecordStore? records = null,
        RunState? state = null
    )
    {
        records ??= _records;
        var proof = new HolderProof(records, _locks, _time);
        return await new ClaimTaking(records, proof, _time).TakeAsync(
            "vm-1",
            Holder(process),
            state ?? await DecisionLog.ReadStateAsync(_records, _config, None),
            Lease,
            None
        );
    }

    private void GrowWhileWaiting(int epoch)
    {
        var sequence = 0;
        _time.Stepped = () => PutProgressAsync(epoch, ++sequence).GetAwaiter().GetResult();
    }

    private Task PutProgressAsync(int epoch, long sequence) =>
        _records.PutAsync(
            _records.Keys.Progress("vm-1", epoch),
            new WorkerProgress
            {
                Schema = Schemas.Progress,
                Vm = "vm-1",
                Epoch = epoch,
                Sequence = sequence,
                State = WorkerState.Running,
                StartedAt = default,
                At = default,
                EntriesTotal = 1,
                EntriesOk = 0,
                EntriesFailed = 0,
                IterationsTotal = 1,
                IterationsOk = 0,
                IterationsFailed = 0,
                IterationSeconds = 0,
                IterationsTimed = 0,
            },
            None
        );
}
