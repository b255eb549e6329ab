using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Workloads;
using Bench.Workloads.Phases;

namespace Bench.Worker.Iterations;

/// <summary>What is left of an entry's time (<c>--entry-timeout</c>). It stands still while the worker waits for its turn, or for others.</summary>
internal sealed class EntryDeadline : IDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _cancel;
    private TimeSpan? _left;
    private long? _runsSince;

    public EntryDeadline(TimeSpan? left, TimeProvider time, CancellationToken cancel)
    {
        (_left, _time, _cancel) = (left, time, cancel);
        _over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, cancel);
    }

    /// <summary>Cancelled when the time is over, or from outside.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>The time is over, and nobody else asked for the end.</summary>
    public bool IsOver => _over.IsCancellationRequested && !_cancel.IsCancellationRequested;

    /// <summary>Is told the moment that the time is over, before anything is ended for it.</summary>
    public CancellationTokenRegistration WhenOver(Action note) => _over.Token.Register(note);

    /// <summary>What an iteration fails by whose entry's time is over, or was before it began.</summary>
    public static Failure Failure(RunOptions options, string phase) =>
        new()
        {
            Kind = FailureKinds.Timeout,
            Phase = phase,
            Reason = FormattableString.Invariant(
                $"the iterations of the entry took longer than {options.EntryTimeoutSeconds} s together (--entry-timeout)"
            ),
        };

    /// <summary>A phase begins.</summary>
    public void Entered(string phase)
    {
        if (_left is not { } left)
        {
            return;
        }
        if (_runsSince is { } since)
        {
            left -= _time.GetElapsedTime(since);
            _left = left;
        }
        var waits = phase is PhaseNames.Turn or PhaseNames.Barrier;
        _runsSince = waits ? null : _time.GetTimestamp();
        _over.CancelAfter(
            waits ? Timeout.InfiniteTimeSpan
            : left > TimeSpan.Zero ? left
            : TimeSpan.Zero
        );
    }

    public void Dispose()
    {
        _either.Dispose();
        _over.Dispose();
    }
}
