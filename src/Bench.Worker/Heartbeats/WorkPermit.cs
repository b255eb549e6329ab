using Bench.Protocol.Cancelling;

namespace Bench.Worker.Heartbeats;

/// <summary>
/// Whether the worker may work at this moment. Withdrawn when its claim could not be confirmed for one lease, and given
/// back when it is confirmed again: then it goes on with a new iteration.
/// </summary>
public sealed class WorkPermit(WorkerStop stop) : IDisposable
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _current = CancellationTokenSource.CreateLinkedTokenSource(
        stop.Token
    );
    private TaskCompletionSource? _regained;

    /// <summary>Cancelled when the permit is withdrawn, or the worker must stop.</summary>
    public CancellationToken Token
    {
        get
        {
            lock (_gate)
            {
                return _current.Token;
            }
        }
    }

    public bool IsWithdrawn
    {
        get
        {
            lock (_gate)
            {
                return _regained is not null;
            }
        }
    }

    public void Withdraw()
    {
        CancellationTokenSource source;
        lock (_gate)
        {
            if (_regained is not null)
            {
                return;
            }
            _regained = new TaskCompletionSource(
                TaskCreationOptions.RunContinuationsAsynchronously
            );
            source = _current;
        }
        source.CancelHere();
    }

    /// <summary>The claim was confirmed.</summary>
    public void Regain()
    {
        TaskCompletionSource regained;
        lock (_gate)
        {
            if (_regained is null)
            {
                return;
            }
            regained = _regained;
            _regained = null;
            _current = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        }
        regained.SetResult();
    }

    /// <summary>Until it is given back; at once where it is not withdrawn.</summary>
    /// <exception cref="OperationCanceledException">The worker must stop.</exception>
    public Task RegainedAsync()
    {
        lock (_gate)
        {
            return _regained?.Task.WaitAsync(stop.Token) ?? Task.CompletedTask;
        }
    }

    public void Dispose() => _current.Dispose();
}
