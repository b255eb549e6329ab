using Bench.Coordinator.Leading;
using Bench.Coordinator.Views;

namespace Bench.Cli.Output;

/// <summary>Plain lines for a pipe or a log: one when something changed, and no more than one a few seconds.</summary>
internal sealed class PlainObserver(TextWriter output, TimeProvider time) : IRunObserver
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private long? _last;
    private int _done = -1;
    private bool _sealed;

    public void Saw(RunView view)
    {
        var due = _last is not { } last || time.GetElapsedTime(last) >= Interval;
        var sealedNow = view.Seal is not null && !_sealed;
        if (sealedNow || (due && view.IterationsDone != _done))
        {
            output.WriteLine(StatusText.Headline(view));
            _done = view.IterationsDone;
            _sealed = view.Seal is not null;
            _last = time.GetTimestamp();
        }
    }

    public void Note(string message) => output.WriteLine(TextTable.Clean(message));
}
