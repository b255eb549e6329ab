using Bench.Cli.Output;
using Bench.Coordinator.Views;
using Bench.Host.Tests;
using Bench.Model.Progress;

namespace Bench.Cli.Tests.Output;

internal sealed class PlainObserverTests
{
    private readonly ManualTime _time = new();
    private StringWriter _output = null!;
    private PlainObserver _observer = null!;

    [SetUp]
    public void Begin()
    {
        _output = new StringWriter { NewLine = "\n" };
        _observer = new PlainObserver(_output, _time);
    }

    [TearDown]
    public void End() => _output.Dispose();

    [Test]
    public void A_line_comes_when_something_changed_and_some_seconds_passed()
    {
        _observer.Saw(With(done: 0));
        _observer.Saw(With(done: 0));
        _observer.Saw(With(done: 1));
        Lines().ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(5));
        _observer.Saw(With(done: 1));
        Lines().ShouldBe(2);
        _time.Advance(TimeSpan.FromSeconds(60));
        _observer.Saw(With(done: 1));
        Lines().ShouldBe(2);
    }

    [Test]
    public void The_seal_is_told_once_at_once_also_where_nothing_was_added()
    {
        var view = With(done: 2);
        _observer.Saw(view);
        _observer.Saw(view with { Seal = Samples.Sealed.Seal });
        _observer.Saw(view with { Seal = Samples.Sealed.Seal });
        Lines().ShouldBe(2);
        _output.ToString().ShouldEndWith("t1: sealed (timed_out): 1 missing, 1 ok\n");
    }

    [Test]
    public void Notes_are_one_harmless_line()
    {
        _observer.Note("vm-1: \u001b[2Jit\nended");
        _output.ToString().ShouldBe("vm-1:  [2Jit ended\n");
    }

    private int Lines() => _output.ToString().Count(c => c == '\n');

    private static RunView With(int done) =>
        Samples.Running with
        {
            Progress = new Dictionary<string, WorkerProgress>
            {
                ["vm-1"] = Samples.Progress(ok: done, failed: 0),
            },
        };
}
