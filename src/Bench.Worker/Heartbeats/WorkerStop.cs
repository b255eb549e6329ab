namespace Bench.Worker.Heartbeats;

/// <summary>The one place where a worker is told to stop; the first reason stands.</summary>
public sealed class WorkerStop : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly Lock _gate = new();

    public CancellationToken Token => _source.Token;

    public StopReason? Reason { get; private set; }

    /// <summary>Runs once, before anything is ended.</summary>
    public Action Requested { get; set; } = () => { };

    public void Request(StopReason reason)
    {
        lock (_gate)
        {
            if (Reason is not null)
            {
                return;
            }
            Reason = reason;
        }
        Requested();
        _source.Cancel();
    }

    public void Dispose() => _source.Dispose();
}
