using Bench.Cli.Watching;
using Bench.Coordinator.Tests.Dashboard.Fakes;
using Bench.Coordinator.Watching;
using Bench.Model.Decisions;

namespace Bench.Cli.Tests.Watching;

public sealed class WatchLinesTests
{
    private readonly StringWriter _output = new();
    private ScriptedFeed _feed = null!;
    private WatchLines _lines = null!;

    [SetUp]
    public void Begin()
    {
        _output.GetStringBuilder().Clear();
        _feed = new ScriptedFeed(SampleRun.Of("t1", 1000), TimeProvider.System);
        _lines = new WatchLines(_output, TimeProvider.System);
        _lines.Show(
            new RunEvent
            {
                Cursor = _feed.Snapshot.Cursor,
                At = default,
                Kind = RunEventKind.Snapshot,
                Snapshot = _feed.Snapshot,
            }
        );
    }

    [Test]
    public void It_begins_with_one_line_however_many_VMs_there_are() =>
        Lines().ShouldBe(["t1: running, 48/144 iterations, 3 failed, about 1 h 15 min left"]);

    [Test]
    public void Each_change_is_one_line_and_what_changes_nothing_is_none()
    {
        var vm = _feed.Snapshot.Vms[0];
        var entry = _feed.Snapshot.Entries[0];
        _lines.Show(_feed.Tell(vm with { IterationsDone = 9 }));
        _lines.Show(_feed.Tell(vm with { State = VmState.Silent }));
        _lines.Show(_feed.Tell(vm with { State = VmState.Silent, IterationsDone = 10 }));
        _lines.Show(_feed.Tell(entry with { State = EntryState.Failed, Attempt = 2 }));
        _lines.Show(
            _feed.Tell(entry with { State = EntryState.Failed, Attempt = 2, IterationsDone = 5 })
        );
        _lines.Show(_feed.Tell("no sign of life\e[2J", NoteLevel.Warning, "vm-0000"));
        _lines.Show(_feed.Tell(_feed.Snapshot.Run with { IterationsDone = 50 }));
        _lines.Show(
            _feed.Tell(
                _feed.Snapshot.Run with
                {
                    Phase = RunPhase.Sealed,
                    SealReason = SealReason.Cancelled,
                    EstimatedSecondsLeft = null,
                }
            )
        );

        var lines = Lines().Skip(1).ToList();
        lines[0].ShouldBe("vm-0000 silent");
        lines[1].ShouldBe("entry 1 (test read-1, config-1) failed on vm-0001, attempt 2");
        lines[2].ShouldEndWith(" warning vm-0000: no sign of life [2J");
        lines[3]
            .ShouldBe(
                "t1: sealed (cancelled): 9 ok, 0 failed of 24 entries, 50/144 iterations, 3 failed"
            );
        lines.Count.ShouldBe(4);
    }

    private string[] Lines() =>
        _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
