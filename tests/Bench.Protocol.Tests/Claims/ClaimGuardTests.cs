using Bench.Model.Claims;
using Bench.Protocol.Cancelling;
using Bench.Protocol.Claims;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Protocol.Tests.Simulation;
using static Bench.Protocol.Tests.Simulation.TestRun;

namespace Bench.Protocol.Tests.Claims;

public sealed class ClaimGuardTests
{
    private MemoryStore _store = null!;
    private RecordStore _records = null!;
    private SteppingTime _time = null!;

    [SetUp]
    public async Task CreateRun()
    {
        _store = new MemoryStore();
        _records = RecordsOf(_store);
        _time = new SteppingTime();
        await _records.CreateAsync(_records.Keys.Config, Config(), None);
    }

    [Test]
    public async Task Standing_follows_claim_cancel_and_seal()
    {
        var own = Claim("vm-1", 1);
        var guard = new ClaimGuard(_records, own, _time);
        (await guard.LookAsync(None)).ShouldBe(Standing.Valid);
        await RunCancel.RequestAsync(_records, "me@host", null, _time, None);
        (await guard.LookAsync(None)).ShouldBe(Standing.Cancelled);
        await _records.CreateAsync(_records.Keys.Claim("vm-1", 1), own, None);
        (await Fencing.FenceAsync(_records, "vm-1", "silent", _time, None)).Epoch.ShouldBe(2);
        (await guard.LookAsync(None)).ShouldBe(Standing.Superseded);
        await _store.PutAsync(_records.Keys.Seal, new byte[1], None);
        (await guard.LookAsync(None)).ShouldBe(Standing.Sealed);
    }

    [Test]
    public async Task The_claims_of_other_vms_do_not_matter()
    {
        await _records.CreateAsync(_records.Keys.Claim("vm-2", 2), Claim("vm-2", 2), None);
        var guard = new ClaimGuard(_records, Claim("vm-1", 1), _time);
        (await guard.LookAsync(None)).ShouldBe(Standing.Valid);
    }

    [Test]
    public async Task The_confirmed_time_counts_from_before_the_question()
    {
        var slow = new InterceptedStore(
            _store,
            _ =>
            {
                _time.Advance(TimeSpan.FromSeconds(4));
                return Fault.None;
            }
        );
        var guard = new ClaimGuard(RecordsOf(slow), Claim("vm-1", 1), _time);
        await guard.LookAsync(None);
        guard.SinceConfirmed.ShouldBe(TimeSpan.FromSeconds(4 * slow.Calls.Count));
        slow.Calls.Count.ShouldBe(3);
    }

    [TestCase(Fault.Before)]
    [TestCase(Fault.After)]
    public async Task A_question_without_an_answer_confirms_nothing(Fault fault)
    {
        var broken = new InterceptedStore(
            _store,
            call => call.Number % 3 == 0 ? fault : Fault.None
        );
        var guard = new ClaimGuard(RecordsOf(broken), Claim("vm-1", 1), _time);
        _time.Advance(TimeSpan.FromSeconds(9));
        await Should.ThrowAsync<KilledException>(() => guard.LookAsync(None));
        guard.SinceConfirmed.ShouldBe(TimeSpan.FromSeconds(9));
    }

    [Test]
    public async Task What_is_not_valid_confirms_nothing()
    {
        var guard = new ClaimGuard(_records, Claim("vm-1", 1), _time);
        await RunCancel.RequestAsync(_records, "me@host", null, _time, None);
        _time.Advance(TimeSpan.FromSeconds(9));
        await guard.LookAsync(None);
        guard.SinceConfirmed.ShouldBe(TimeSpan.FromSeconds(9));
    }

    [Test]
    public async Task A_late_answer_to_an_earlier_question_takes_nothing_back()
    {
        var hung = new TaskCompletionSource();
        var store = new InterceptedStore(
            _store,
            async call =>
            {
                if (call.Number == 1)
                {
                    await hung.Task;
                }
                return Fault.None;
            }
        );
        var guard = new ClaimGuard(RecordsOf(store), Claim("vm-1", 1), _time);
        var first = guard.LookAsync(None);
        _time.Advance(TimeSpan.FromSeconds(20));
        await guard.LookAsync(None);
        hung.SetResult();
        (await first).ShouldBe(Standing.Valid);
        guard.SinceConfirmed.ShouldBe(TimeSpan.Zero);
    }

    [Test]
    public async Task The_flag_and_the_claims_of_another_run_do_not_matter()
    {
        var other = new RecordStore(_store, new Bench.Model.Keys.RunKeys("run-10"));
        await other.CreateAsync(other.Keys.Config, Config(), None);
        await RunCancel.RequestAsync(other, "me@host", null, _time, None);
        await Fencing.FenceAsync(other, "vm-1", "silent", _time, None);
        var guard = new ClaimGuard(_records, Claim("vm-1", 1), _time);
        (await guard.LookAsync(None)).ShouldBe(Standing.Valid);
    }

    [Test(
        Description = "regression: a flag left under an id that was not used yet cancelled the run that came"
    )]
    public async Task What_does_not_exist_cannot_be_cancelled()
    {
        var records = new RecordStore(_store, new Bench.Model.Keys.RunKeys("not-yet"));
        await Should.ThrowAsync<RunNotFoundException>(() =>
            RunCancel.RequestAsync(records, "me@host", null, _time, None)
        );
        _store.Keys.ShouldNotContain(records.Keys.Cancel);
    }

    [Test]
    public async Task The_first_cancellation_stays_in_force()
    {
        var first = await RunCancel.RequestAsync(_records, "me@host", "enough", _time, None);
        var second = await RunCancel.RequestAsync(_records, "you@host", null, _time, None);
        second.Writer.ShouldBe(first.Writer);
        second.By.ShouldBe("me@host");
    }

    [Test]
    public async Task A_claim_is_added_only_at_the_end_of_the_chain() =>
        await Should.ThrowAsync<ArgumentException>(() =>
            new ClaimChain(_records, "vm-1").TryAddAsync(Claim("vm-1", 2), None)
        );
}
