using Bench.Host.Counters;
using Bench.Host.Tests;
using Bench.Model.Progress;
using Bench.Worker.Heartbeats;

namespace Bench.Worker.Tests.Heartbeats;

public sealed class LiveBoardTests
{
    private static readonly IterationFigures Figures = new()
    {
        MatrixId = 3,
        Iteration = 2,
        ReadBytesPerSecond = 1e9,
    };

    [Test]
    public void Only_what_is_committed_is_shown()
    {
        var board = new LiveBoard(TimeProvider.System);
        board.Now().ShouldBeNull();

        board.Measured(Figures);
        board.Now().ShouldBeNull("it may still fail to be committed");
        board.Committed();
        board.Now()!.Iteration.ShouldBe(Figures);

        // One that failed has no figures, and takes none away.
        board.Measured(null);
        board.Committed();
        board.Now()!.Iteration.ShouldBe(Figures);
    }

    [Test]
    public void What_the_host_used_long_ago_is_not_shown_as_used_now()
    {
        var time = new ManualTime();
        var board = new LiveBoard(time);
        var before = HostCounters.Read(time);
        var after = before with
        {
            Timestamp = before.Timestamp + before.TimestampsPerSecond,
            Disk = before.Disk with { ReadBytes = before.Disk.ReadBytes + 5000 },
        };

        board.Sampled(before, after);
        board.Now()!.Resources!.DiskReadBytesPerSecond.ShouldBe(5000);

        time.Advance(TimeSpan.FromSeconds(11));
        board.Now().ShouldBeNull();
    }
}
