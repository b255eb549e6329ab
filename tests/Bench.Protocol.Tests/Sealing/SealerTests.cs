using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Protocol.Sealing;
using Bench.Protocol.Tests.Simulation;
using Bench.Storage;
using static Bench.Protocol.Tests.Simulation.TestRun;

namespace Bench.Protocol.Tests.Sealing;

/// <summary>
/// Two test cases × two configs: <c>vm-1</c> has the entries 1 and 3, <c>vm-2</c> 2 and 4, two iterations each.
/// </summary>
public sealed class SealerTests
{
    private readonly RunConfig _config = Config();
    private MemoryStore _store = null!;
    private RecordStore _records = null!;

    [SetUp]
    public async Task CreateRun()
    {
        _store = new MemoryStore();
        _records = RecordsOf(_store);
        await new RunCreation(_records).ClaimIdAsync(_config, None);
    }

    [Test]
    public async Task A_complete_run_is_sealed_without_a_fence()
    {
        var sealer = await LeadAsync(_store);
        await CommitOkAsync(1, 3, 2);
        (await sealer.IsCompleteAsync(None)).ShouldBeFalse();
        await CommitAsync(_records, _config, new Attempt(4, 1, "vm-2"), [true, false]);
        (await sealer.IsCompleteAsync(None)).ShouldBeTrue();

        var seal = (await sealer.SealAsync(SealReason.Completed, None)).ShouldNotBeNull();

        seal.Entries.Select(e => e.Status)
            .ShouldBe([EntryStatus.Ok, EntryStatus.Ok, EntryStatus.Ok, EntryStatus.Failed]);
        seal.Superseded.ShouldBeEmpty();
        seal.Config.Key.ShouldBe(_records.Keys.Config);
        _store.Keys.ShouldAllBe(key => !key.Contains("/claims/"));
        (await LateRecords.FindAsync(_records, seal, None)).ShouldBeEmpty();
    }

    [TestCase(SealReason.Cancelled, EntryStatus.Cancelled)]
    [TestCase(SealReason.TimedOut, EntryStatus.Missing)]
    [TestCase(SealReason.WorkersLost, EntryStatus.Missing)]
    public async Task What_has_no_result_is_missing_or_cancelled(
        SealReason reason,
        EntryStatus status
    )
    {
        await CommitOkAsync(1);
        await CommitAsync(_records, _config, new Attempt(2, 1, "vm-2"), [true], withResult: false);
        var seal = await (await LeadAsync(_store)).SealAsync(reason, None);
        seal!.Reason.ShouldBe(reason);
        seal.Entries.Select(e => e.Status).ShouldBe([EntryStatus.Ok, status, status, status]);
        seal.Entries[1].PartialIterations.ShouldNotBeNull().ShouldHaveSingleItem();
    }

    [Test]
    public async Task Every_vm_that_has_not_ended_is_fenced_between_the_decision_and_the_reading()
    {
        await CommitOkAsync(1, 3);
        var fences = 0;
        var store = new InterceptedStore(
            _store,
            async call =>
            {
                if (call.Operation == Operation.Create && call.Key.Contains("/claims/"))
                {
                    // Committed at the last moment: it counts.
                    fences++;
                    await CommitOkAsync(2);
                }
                return Fault.None;
            }
        );
        var sealer = await LeadAsync(store);
        var seal = (await sealer.SealAsync(SealReason.TimedOut, None)).ShouldNotBeNull();

        fences.ShouldBe(1);
        seal.Entries[1].Status.ShouldBe(EntryStatus.Ok);
        store
            .Calls.Where(call => call.Operation == Operation.Create)
            .Select(call => call.Key)
            .ShouldBe([
                _records.Keys.Decision(1),
                _records.Keys.Decision(2),
                _records.Keys.Claim("vm-2", 1),
                _records.Keys.Seal,
            ]);
        var fence = await _records.GetAsync<Claim>(_records.Keys.Claim("vm-2", 1), None);
        fence!.Kind.ShouldBe(ClaimKind.Fence);
    }

    [Test]
    public async Task The_seal_is_final()
    {
        await CommitOkAsync(1, 3);
        await (await LeadAsync(_store, "a")).SealAsync(SealReason.TimedOut, None);
        var bytes = await _store.GetAsync(_records.Keys.Seal, None);
        await CommitOkAsync(2, 4);
        var again = await (await LeadAsync(_store, "b")).SealAsync(SealReason.Completed, None);
        again!.Reason.ShouldBe(SealReason.TimedOut);
        (await _store.GetAsync(_records.Keys.Seal, None)).ShouldBe(bytes);
    }

    [Test(Description = "regression: the seal of a resumed run named the decision to lead")]
    public async Task A_coordinator_that_follows_seals_what_the_first_one_decided()
    {
        await CommitOkAsync(1, 3);
        var mortal = new InterceptedStore(
            _store,
            call =>
                call.Key == _records.Keys.Seal && call.Operation == Operation.Create
                    ? Fault.Before
                    : Fault.None
        );
        var killed = await LeadAsync(mortal, "a");
        await Should.ThrowAsync<KilledException>(() =>
            killed.SealAsync(SealReason.Cancelled, None)
        );
        var seal = await (await LeadAsync(_store, "b")).SealAsync(SealReason.Completed, None);
        seal!.Reason.ShouldBe(SealReason.Cancelled);
        seal.Decision.ShouldBe(2);
        var announced = await _records.GetAsync<Decision>(_records.Keys.Decision(2), None);
        announced!.Kind.ShouldBe(DecisionKind.Seal);
    }

    [Test]
    public async Task Who_lost_the_lead_before_deciding_seals_nothing()
    {
        var first = await LeadAsync(_store, "a");
        await LeadAsync(_store, "b");
        (await first.SealAsync(SealReason.Completed, None)).ShouldBeNull();
        _store.Keys.ShouldNotContain(_records.Keys.Seal);
        _store.Keys.ShouldAllBe(key => !key.Contains("/claims/"));
    }

    [Test(Description = "regression: late")]
    public async Task Late_records_are_found_and_change_nothing()
    {
        await CommitOkAsync(1, 3);
        await CommitAsync(_records, _config, new Attempt(2, 1, "vm-2"), [true], withResult: false);
        var sealer = await LeadAsync(_store);
        var seal = (await sealer.SealAsync(SealReason.TimedOut, None)).ShouldNotBeNull();
        (await LateRecords.FindAsync(_records, seal, None)).ShouldBeEmpty();
        var bytes = await _store.GetAsync(_records.Keys.Seal, None);

        await CommitOkAsync(2);
        await _store.PutAsync(_records.Keys.Raw("vm-2", 2, 1, 2, 1, "fio.json"), new byte[1], None);

        (await LateRecords.FindAsync(_records, seal, None)).ShouldBe([
            _records.Keys.Iteration("vm-2", 2, 1, 2),
            _records.Keys.Result("vm-2", 2, 1),
        ]);
        await sealer.SealAsync(SealReason.Completed, None);
        (await _store.GetAsync(_records.Keys.Seal, None)).ShouldBe(bytes);
        var manifest = await ManifestAsync("vm-2");
        manifest.Tests.ShouldAllBe(test => test.Status == TestStatus.Missing);
        manifest.Tests[0].IterationsOk.ShouldBe(1);
    }

    [Test]
    public async Task What_is_committed_between_reading_and_sealing_is_late_and_not_called_ok()
    {
        await CommitOkAsync(1, 3);
        var store = new InterceptedStore(
            _store,
            async call =>
            {
                if (call.Operation == Operation.Create && call.Key == _records.Keys.Seal)
                {
                    await CommitOkAsync(2, 4);
                }
                return Fault.None;
            }
        );
        var sealer = await LeadAsync(store);
        var seal = (await sealer.SealAsync(SealReason.TimedOut, None)).ShouldNotBeNull();
        seal.Entries[1].Status.ShouldBe(EntryStatus.Missing);
        (await LateRecords.FindAsync(_records, seal, None)).Count.ShouldBe(6);
        var manifest = await ManifestAsync("vm-2");
        manifest.Status.ShouldBe(ManifestStatus.Failed);
        manifest.CompletedTests.ShouldBe(0);
    }

    [Test]
    public async Task A_provisional_seal_writes_nothing()
    {
        await CommitOkAsync(1, 3);
        var sealer = await LeadAsync(_store);
        var keys = _store.Keys;
        var provisional = await sealer.ProvisionalAsync(None);
        provisional
            .Entries.Select(e => e.Status)
            .ShouldBe([EntryStatus.Ok, EntryStatus.Missing, EntryStatus.Ok, EntryStatus.Missing]);
        _store.Keys.ShouldBe(keys);
    }

    private async Task CommitOkAsync(params int[] matrixIds)
    {
        foreach (var id in matrixIds)
        {
            var vm = id % 2 == 1 ? "vm-1" : "vm-2";
            await CommitAsync(_records, _config, new Attempt(id, 1, vm), [true, true]);
        }
    }

    private static async Task<Sealer> LeadAsync(IObjectStore store, string id = "a")
    {
        var records = RecordsOf(store);
        var run = await LoadedRun.LoadAsync(records, None);
        var time = new SteppingTime();
        var log = new DecisionLog(records, run.Config, Coordinator(id), time);
        await log.LeadAsync(None);
        return new Sealer(records, run, log, time, "0.1.0");
    }

    private async Task<Manifest> ManifestAsync(string vm) =>
        (await _records.GetAsync<Manifest>(_records.Keys.Manifest(vm), None)).ShouldNotBeNull();
}
