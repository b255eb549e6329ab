using Bench.Coordinator.Barriers;
using Bench.Coordinator.Leading;
using Bench.Coordinator.Tests.Watching;
using Bench.Model.Decisions;
using Bench.Model.Progress;
using Bench.Model.Runs;
using Bench.Protocol.Decisions;

namespace Bench.Coordinator.Tests.Barriers;

/// <summary>When a leader that hears of workers by channel and bucket decides a start, and whom it tells.</summary>
internal sealed class BarrierKeeperTests : IGoMessages
{
    private static readonly BarrierPlace Place = new(1, 1, 1);
    private static readonly HashSet<string> Nobody = [];
    private readonly List<(int Decision, GoSignal Go)> _told = [];
    private LeadBed _bed = null!;
    private DecisionLog _log = null!;
    private BarrierKeeper _keeper = null!;

    [SetUp]
    public async Task LeadAsync()
    {
        _told.Clear();
        _bed = await LeadBed.CreateAsync(change: options =>
            options with
            {
                Distribution = DistributionMode.Replicate,
            }
        );
        _log = NewLog();
        await _log.LeadAsync(default);
        _keeper = new BarrierKeeper(_bed.Records, _bed.Run.Config, _log, _bed.Time)
        {
            Messages = this,
        };
    }

    [TearDown]
    public void End() => _bed.Dispose();

    [Test]
    public async Task A_start_is_told_once_it_is_in_the_bucket()
    {
        _keeper.Ready("vm-1", 1, Place, 3);
        await LookAsync();
        _told.ShouldBeEmpty();

        // One of them by the channel, the other one by the bucket.
        await LookAsync(Progress("vm-2", 5, Place));

        var (decision, go) = _told.ShouldHaveSingleItem();
        (decision, go.Participants.Count).ShouldBe((2, 2));
        (go.MatrixId, go.Attempt, go.Iteration).ShouldBe((1, 1, 1));
        go.ReadyNanoseconds!.Keys.ShouldBe(["vm-1", "vm-2"]);
        await LookAsync(Progress("vm-2", 6, Place));
        _told.Count.ShouldBe(1);
    }

    [Test]
    public async Task Progress_that_is_newer_than_a_message_is_right()
    {
        _keeper.Ready("vm-1", 1, Place, progress: 3);
        _keeper.Ready("vm-2", 1, Place, progress: 3);

        await LookAsync(Progress("vm-1", 4, null));
        _told.ShouldBeEmpty("it waits no more");

        _keeper.Ready("vm-1", 1, Place, progress: 4);
        await LookAsync(Progress("vm-1", 4, null));
        _told.Count.ShouldBe(1, "it waits again, and its progress does not say so yet");
    }

    [Test]
    public async Task A_message_of_an_earlier_epoch_says_nothing()
    {
        _keeper.Ready("vm-1", 1, Place, progress: 300);
        _keeper.Ready("vm-2", 1, Place, progress: 3);

        await LookAsync(Progress("vm-1", 1, null, epoch: 2));

        _told.ShouldBeEmpty();
    }

    [Test]
    public async Task Who_lost_its_connection_is_waited_for_by_the_bucket()
    {
        _keeper.Ready("vm-1", 1, Place, 3);
        _keeper.Ready("vm-2", 2, Place, 3);
        _keeper.Left("vm-1", 1);
        _keeper.Left("vm-2", 1);

        await LookAsync();
        _told.ShouldBeEmpty();

        await LookAsync(Progress("vm-1", 4, Place));
        _told.Count.ShouldBe(1, "the connection of an earlier epoch was another one");
    }

    [Test]
    public async Task Who_leads_no_more_tells_nothing()
    {
        _keeper.Ready("vm-1", 1, Place, 3);
        _keeper.Ready("vm-2", 1, Place, 3);
        await NewLog().LeadAsync(default);

        await LookAsync();

        _told.ShouldBeEmpty();
        _log.Decisions.ShouldAllBe(decision => decision.Go == null);
    }

    public void Go(int decision, GoSignal go)
    {
        _bed.Records.ExistsAsync(_bed.Records.Keys.Decision(decision), default)
            .GetAwaiter()
            .GetResult()
            .ShouldBeTrue("it is decided before it is told");
        _told.Add((decision, go));
    }

    private DecisionLog NewLog() =>
        new(_bed.Records, _bed.Run.Config, CoordinatorSelf.New(), _bed.Time);

    private Task LookAsync(params WorkerProgress[] progress) =>
        _keeper.LookAsync(progress.ToDictionary(seen => seen.Vm), Nobody, default);

    private static WorkerProgress Progress(
        string vm,
        long sequence,
        BarrierPlace? place,
        int epoch = 1
    ) => Tell.Progress(vm, sequence, epoch) with { Barrier = place };
}
