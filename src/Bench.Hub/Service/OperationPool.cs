using System.Threading.Channels;

namespace Bench.Hub.Service;

/// <summary>
/// Runs operations, so many at a time, in the order in which they came. None waits for another one of the pool, so it
/// cannot come to a standstill. With 0 threads each runs in its caller.
/// </summary>
internal sealed class OperationPool : IAsyncDisposable
{
    private readonly Channel<Func<CancellationToken, Task>> _queue = Channel.CreateUnbounded<
        Func<CancellationToken, Task>
    >();
    private readonly CancellationTokenSource _cancel = new();
    private readonly Task[] _lanes;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _idle = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private bool _stopping;
    private int _running;

    public OperationPool(int threads)
    {
        Threads = threads;
        _lanes = [.. Enumerable.Range(0, threads).Select(_ => Task.Run(ServeAsync))];
    }

    public int Threads { get; }

    public int Running => Volatile.Read(ref _running);

    public int Waiting => _queue.Reader.Count;

    /// <summary>Runs it now with 0 threads; else queues it. False if it was not taken, since the pool is ending.</summary>
    public async Task<bool> RunAsync(Func<CancellationToken, Task> operation)
    {
        if (Threads > 0)
        {
            return _queue.Writer.TryWrite(operation);
        }
        if (!TryBegin())
        {
            return false;
        }
        await RunOneAsync(operation);
        return true;
    }

    /// <summary>Begins no more, and waits for what runs: with patience, then by cancelling it.</summary>
    public async Task StopAsync(TimeSpan patience, TimeProvider time)
    {
        _queue.Writer.TryComplete();
        lock (_gate)
        {
            _stopping = true;
            if (_running == 0)
            {
                _idle.TrySetResult();
            }
        }
        try
        {
            await _idle.Task.WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            await _cancel.CancelAsync();
            await _idle.Task;
        }
        await Task.WhenAll(_lanes);
    }

    public ValueTask DisposeAsync()
    {
        _cancel.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ServeAsync()
    {
        await foreach (var operation in _queue.Reader.ReadAllAsync())
        {
            // What is queued when the pool ends stays undone: its module's record says so to the next hub.
            if (TryBegin())
            {
                await RunOneAsync(operation);
            }
        }
    }

    private async Task RunOneAsync(Func<CancellationToken, Task> operation)
    {
        try
        {
            await operation(_cancel.Token);
        }
        finally
        {
            lock (_gate)
            {
                _running--;
                if (_stopping && _running == 0)
                {
                    _idle.TrySetResult();
                }
            }
        }
    }

    private bool TryBegin()
    {
        lock (_gate)
        {
            if (_stopping)
            {
                return false;
            }
            _running++;
            return true;
        }
    }
}
