using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Protocol.Progress;
using Bench.Protocol.Records;
using Bench.Protocol.Tests.Simulation;
using static Bench.Protocol.Tests.Simulation.TestRun;

namespace Bench.Protocol.Tests.Progress;

public sealed class ProgressTests
{
    private MemoryStore _memory = null!;
    private InterceptedStore _store = null!;
    private ProgressWatch _watch = null!;
    private RecordStore _records = null!;

    [SetUp]
    public void NewStore()
    {
        _memory = new MemoryStore();
        _store = new InterceptedStore(_memory);
        _records = RecordsOf(_memory);
        _watch = new ProgressWatch(RecordsOf(_store));
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void Progress_stays_within_its_limit_whatever_text_it_carries(
        string?[] errors,
        string? label,
        string? test,
        byte times,
        char filler
    )
    {
        string Long(string? text) =>
            string.Concat(Enumerable.Repeat((text ?? "") + filler, times * 40));
        var progress = Of("vm-1", 1, 1) with
        {
            LastErrors = [.. errors.Select(Long), Long(label), Long(test), "the newest"],
            Live = times % 2 == 0 ? LongestFigures : null,
            Current = Work(Long(test), Long(label)),
        };
        var bytes = ProgressLimit.Write(progress);
        bytes.Length.ShouldBeLessThanOrEqualTo(ProgressLimit.MaxBytes);
        var read = Documents.Read<WorkerProgress>(bytes, "progress");
        read.Sequence.ShouldBe(1);
        read.Current!.Iteration.ShouldBe(int.MaxValue);
        read.LastErrors[^1].ShouldBe("the newest");
    }

    [Test]
    public void Live_figures_give_way_to_the_newest_error_and_to_nothing_else()
    {
        var error = new string('\u65e5', 390);
        var crowded = Of("vm-1", 1, 1) with
        {
            LastErrors = [error, error, error],
            Current = Work(new string('\u65e5', 100), new string('\u65e5', 100)),
            Live = LongestFigures,
        };

        var bytes = ProgressLimit.Write(crowded);

        bytes.Length.ShouldBeLessThanOrEqualTo(ProgressLimit.MaxBytes);
        var read = Documents.Read<WorkerProgress>(bytes, "progress");
        read.LastErrors.Count.ShouldBe(1);
        read.Live.ShouldBe(LongestFigures);
        var alone = Documents.Read<WorkerProgress>(
            ProgressLimit.Write(crowded with { LastErrors = [] }),
            "progress"
        );
        alone.Live.ShouldBe(LongestFigures);
    }

    [TestCase("\ud83d\ude42")]
    [TestCase("\ud83d")]
    [TestCase("\0")]
    [TestCase("\"\\\n")]
    [TestCase("日本")]
    [TestCase("<&>")]
    public void The_longest_hostile_text_fits_and_keeps_something_of_the_newest_error(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 20_000));
        var progress = Of(new string('v', 63), 999_999, long.MaxValue) with
        {
            LastErrors = [text, text, text, text],
            Current = Work(text, text),
        };
        var bytes = ProgressLimit.Write(progress);
        bytes.Length.ShouldBeLessThanOrEqualTo(ProgressLimit.MaxBytes);
        Documents.Read<WorkerProgress>(bytes, "progress").LastErrors.ShouldNotBeEmpty();
    }

    [Test]
    public async Task A_poll_is_one_listing_and_one_get_for_each_object_that_changed()
    {
        await PutAsync(Of("vm-1", 1, 1));
        await PutAsync(Of("vm-2", 1, 1));
        (await _watch.PollAsync(None)).Count.ShouldBe(2);
        Operations().ShouldBe([Operation.List, Operation.Get, Operation.Get]);

        (await _watch.PollAsync(None)).ShouldBeEmpty();
        Operations().ShouldBe([Operation.List]);

        await PutAsync(Of("vm-2", 1, 2));
        (await _watch.PollAsync(None)).ShouldHaveSingleItem().Sequence.ShouldBe(2);
        Operations().ShouldBe([Operation.List, Operation.Get]);
        _watch.Latest.Keys.Order().ShouldBe(["vm-1", "vm-2"]);
    }

    [Test]
    public async Task The_highest_epoch_wins_and_earlier_ones_are_not_even_read()
    {
        await PutAsync(Of("vm-1", 1, 900));
        await PutAsync(Of("vm-1", 2, 5));
        (await _watch.PollAsync(None)).ShouldHaveSingleItem().Epoch.ShouldBe(2);
        Operations().ShouldBe([Operation.List, Operation.Get]);
        await PutAsync(Of("vm-1", 1, 901));
        (await _watch.PollAsync(None)).ShouldBeEmpty();
        await PutAsync(Of("vm-1", 10, 1));
        (await _watch.PollAsync(None)).ShouldHaveSingleItem().Epoch.ShouldBe(10);
        _watch.Latest["vm-1"].Sequence.ShouldBe(1);
    }

    [Test(
        Description = "regression: what was written between listing and reading was growth twice"
    )]
    public async Task What_is_written_between_listing_and_reading_is_growth_once()
    {
        await PutAsync(Of("vm-1", 1, 1));
        var once = true;
        var store = new InterceptedStore(
            _memory,
            async call =>
            {
                if (call.Operation == Operation.Get && once)
                {
                    once = false;
                    await PutAsync(Of("vm-1", 1, 2));
                }
                return Fault.None;
            }
        );
        var watch = new ProgressWatch(RecordsOf(store));
        (await watch.PollAsync(None)).ShouldHaveSingleItem().Sequence.ShouldBe(2);
        (await watch.PollAsync(None)).ShouldBeEmpty();
    }

    [Test]
    public async Task What_cannot_be_read_or_is_no_progress_tells_nothing()
    {
        await PutAsync(Of("vm-1", 1, 1));
        await _watch.PollAsync(None);
        await _memory.PutAsync(_records.Keys.Progress("vm-1", 1), "half"u8.ToArray(), None);
        await _memory.PutAsync("run-1/progress/readme.txt", "x"u8.ToArray(), None);
        await _memory.PutAsync("run-1/progress/vm.x.json", "x"u8.ToArray(), None);
        await _memory.PutAsync("run-10/progress/vm-9.000001.json", "x"u8.ToArray(), None);
        (await _watch.PollAsync(None)).ShouldBeEmpty();
        _watch.Latest["vm-1"].Sequence.ShouldBe(1);
        await PutAsync(Of("vm-1", 1, 2));
        (await _watch.PollAsync(None)).ShouldHaveSingleItem();
    }

    private static readonly LiveFigures LongestFigures = new()
    {
        Iteration = new IterationFigures
        {
            MatrixId = int.MaxValue,
            Iteration = int.MaxValue,
            ReadBytesPerSecond = 1.2345678901234567e300,
            WriteBytesPerSecond = 1.2345678901234567e300,
            ReadOperationsPerSecond = 1.2345678901234567e300,
            WriteOperationsPerSecond = 1.2345678901234567e300,
            ReadP50Nanoseconds = long.MaxValue,
            ReadP99Nanoseconds = long.MaxValue,
            WriteP50Nanoseconds = long.MaxValue,
            WriteP99Nanoseconds = long.MaxValue,
        },
        Resources = new ResourceFigures
        {
            CpuFraction = 0.12345678901234567,
            MemoryUsedBytes = long.MaxValue,
            DiskReadBytesPerSecond = 1.2345678901234567e300,
            DiskWriteBytesPerSecond = 1.2345678901234567e300,
            NetworkReceivedBytesPerSecond = 1.2345678901234567e300,
            NetworkTransmittedBytesPerSecond = 1.2345678901234567e300,
        },
    };

    /// <summary>The calls since this was last asked.</summary>
    private List<Operation> Operations()
    {
        var operations = _store.Calls.Select(call => call.Operation).ToList();
        _store.Forget();
        return operations;
    }

    private Task PutAsync(WorkerProgress progress) =>
        _memory.PutAsync(
            _records.Keys.Progress(progress.Vm, progress.Epoch),
            ProgressLimit.Write(progress),
            None
        );

    private static CurrentWork Work(string test, string label) =>
        new()
        {
            MatrixId = int.MaxValue,
            TestId = test,
            ConfigLabel = label,
            Iteration = int.MaxValue,
            Phase = label,
            PhaseSeconds = double.MaxValue,
        };

    private static WorkerProgress Of(string vm, int epoch, long sequence) =>
        new()
        {
            Schema = Schemas.Progress,
            Vm = vm,
            Epoch = epoch,
            Sequence = sequence,
            State = WorkerState.Running,
            StartedAt = DateTimeOffset.UnixEpoch,
            At = DateTimeOffset.MaxValue,
            EntriesTotal = int.MaxValue,
            EntriesOk = int.MaxValue,
            EntriesFailed = int.MaxValue,
            IterationsTotal = int.MaxValue,
            IterationsOk = int.MaxValue,
            IterationsFailed = int.MaxValue,
            IterationSeconds = double.MaxValue,
            IterationsTimed = int.MaxValue,
        };
}
