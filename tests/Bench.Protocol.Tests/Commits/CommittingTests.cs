using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Protocol.Tests.Simulation;
using static Bench.Protocol.Tests.Simulation.TestRun;

namespace Bench.Protocol.Tests.Commits;

public sealed class CommittingTests
{
    private readonly RunConfig _config = Config(iterations: 3);
    private readonly Attempt _attempt = new(1, 1, "vm-1");
    private MemoryStore _store = null!;
    private RecordStore _records = null!;
    private Committing _committing = null!;

    [SetUp]
    public void NewStore()
    {
        _store = new MemoryStore();
        _records = RecordsOf(_store);
        _committing = new Committing(_records, new SteppingTime());
    }

    [TestCase(true, false)]
    [TestCase(false, true)]
    public async Task An_iteration_that_two_epochs_commit_counts_once_as_the_first_had_it(
        bool first,
        bool second
    )
    {
        var stood = await _committing.CommitAsync(Iteration(_attempt, 1, first, epoch: 1), None);
        var late = await _committing.CommitAsync(Iteration(_attempt, 1, second, epoch: 2), None);
        late.ShouldBe(stood);
        late.Status.ShouldBe(first ? IterationStatus.Ok : IterationStatus.Failed);
        _store.Keys.ShouldHaveSingleItem();
        (await _records.GetAsync<IterationRecord>(stood.Record.Key, None))!.Epoch.ShouldBe(1);
    }

    [Test]
    public async Task A_lost_reply_commits_once()
    {
        var lossy = new InterceptedStore(_store, _ => Fault.LostReply);
        var record = Iteration(_attempt, 1);
        var committed = await new Committing(RecordsOf(lossy), new SteppingTime()).CommitAsync(
            record,
            None
        );
        committed.Status.ShouldBe(IterationStatus.Ok);
        (await _committing.CommitAsync(record, None)).ShouldBe(committed);
    }

    [Test]
    public async Task A_result_is_ok_only_if_all_its_iterations_are()
    {
        await CommitAsync(_records, _config, _attempt, [true, true, true]);
        await CommitAsync(_records, _config, new Attempt(3, 1, "vm-1"), [true, false, true]);
        (await ResultAsync(1)).Status.ShouldBe(IterationStatus.Ok);
        (await ResultAsync(1)).Reason.ShouldBeNull();
        (await ResultAsync(3)).Status.ShouldBe(IterationStatus.Failed);
        (await ResultAsync(3)).Reason.ShouldBe("it failed");
    }

    [Test]
    public async Task Of_two_results_the_first_stands()
    {
        await CommitAsync(_records, _config, _attempt, [true, true, true]);
        var before = await _store.GetAsync(_records.Keys.Result("vm-1", 1, 1), None);
        await CommitAsync(_records, _config, _attempt, [true, true, false]);
        (await _store.GetAsync(_records.Keys.Result("vm-1", 1, 1), None)).ShouldBe(before);
    }

    [TestCase(Description = "nothing was measured")]
    [TestCase(2, 3)]
    [TestCase(1, 3)]
    [TestCase(1, 1)]
    [TestCase(2, 1)]
    public async Task A_result_with_gaps_is_refused(params int[] iterations)
    {
        var refs = new List<IterationRef>();
        foreach (var n in iterations)
        {
            refs.Add(await _committing.CommitAsync(Iteration(_attempt, n), None));
        }
        await Should.ThrowAsync<ArgumentException>(() =>
            _committing.CommitResultAsync(
                Claim("vm-1", 1),
                _config.Entry(1),
                _attempt,
                refs,
                null,
                None
            )
        );
        _store.Keys.ShouldNotContain(_records.Keys.Result("vm-1", 1, 1));
    }

    [Test]
    public async Task The_ledger_reads_what_is_committed_and_reads_a_result_once()
    {
        var counted = new InterceptedStore(_store);
        var ledger = new ResultLedger(RecordsOf(counted), plannedIterations: 3);
        (await ledger.ReadAsync(_attempt, None)).AllRecords.ShouldBeEmpty();

        await CommitAsync(_records, _config, _attempt, [true, false], withResult: false);
        var partial = await ledger.ReadAsync(_attempt, None);
        partial.Result.ShouldBeNull();
        partial
            .Iterations.Select(i => (i.Iteration, i.Status))
            .ShouldBe([(1, IterationStatus.Ok), (2, IterationStatus.Failed)]);

        await CommitAsync(_records, _config, _attempt, [true, false, true]);
        var ended = await ledger.ReadAsync(_attempt, None);
        ended.AllRecords.Select(r => r.Key).ShouldBe(_store.Keys);
        counted.Calls.ShouldAllBe(call => call.Operation == Operation.Get);
        counted.Forget();
        (await ledger.ReadAsync([_attempt], None)).ShouldBe([ended]);
        counted.Calls.ShouldBeEmpty();
    }

    private async Task<ResultRecord> ResultAsync(int matrixId) =>
        (
            await _records.GetAsync<ResultRecord>(_records.Keys.Result("vm-1", matrixId, 1), None)
        ).ShouldNotBeNull();
}
