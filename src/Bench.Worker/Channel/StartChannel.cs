using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Protocol.Barriers;
using Bench.Rpc.V1;

namespace Bench.Worker.Channel;

/// <summary>The part of a coordinator's link that start barriers use.</summary>
/// <param name="send">Sends where there is a connection.</param>
internal sealed class StartChannel(Action<WorkerMessage> send, TimeProvider time) : IStartChannel
{
    /// <summary>Longer than a connection takes on a busy machine; waited for once at most.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ComparingLimit = TimeSpan.FromSeconds(1);
    private const int Comparisons = 5;

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _settled = NewSource();
    private TaskCompletionSource? _closed;
    private TaskCompletionSource<ClockStamps>? _asked;
    private BarrierReady? _ready;
    private Action<BarrierGo>? _hears;
    private volatile bool _givenUp;

    public bool IsOpen => Volatile.Read(ref _closed) is not null;

    public async Task SettledAsync(CancellationToken cancel)
    {
        await WithinAsync(_settled.Task, Settling, cancel);
        _settled.TrySetResult();
    }

    public async Task ClosedAsync(TimeSpan atMost, CancellationToken cancel)
    {
        if (Volatile.Read(ref _closed) is { } closed)
        {
            await WithinAsync(closed.Task, atMost, cancel);
        }
    }

    public void Ready(BarrierPlace place, long progress)
    {
        var ready = new BarrierReady
        {
            MatrixId = place.MatrixId,
            Attempt = place.Attempt,
            Iteration = place.Iteration,
            ProgressSequence = progress,
        };
        Volatile.Write(ref _ready, ready);
        if (_givenUp)
        {
            return;
        }
        send(new WorkerMessage { Ready = ready });
    }

    public void Withdraw() => Volatile.Write(ref _ready, null);

    public IDisposable Hear(Action<BarrierGo> go)
    {
        Volatile.Write(ref _hears, go);
        return new Hearing(this);
    }

    public void GiveUp()
    {
        _givenUp = true;
        Closed();
    }

    public async Task<IReadOnlyList<ClockStamps>> CompareClocksAsync(CancellationToken cancel)
    {
        var stamps = new List<ClockStamps>();
        var begin = time.GetTimestamp();
        while (IsOpen && stamps.Count < Comparisons)
        {
            var left = ComparingLimit - time.GetElapsedTime(begin);
            var asked = new TaskCompletionSource<ClockStamps>(
                TaskCreationOptions.RunContinuationsAsynchronously
            );
            Volatile.Write(ref _asked, asked);
            send(
                new WorkerMessage
                {
                    Probe = new ClockProbe { SentNanoseconds = Monotonic.Nanoseconds(time) },
                }
            );
            if (left <= TimeSpan.Zero || !await WithinAsync(asked.Task, left, cancel))
            {
                break;
            }
            stamps.Add(await asked.Task);
        }
        return stamps;
    }

    /// <summary>A connection is there.</summary>
    internal void Opened()
    {
        if (_givenUp)
        {
            return;
        }
        lock (_gate)
        {
            _closed ??= NewSource();
        }
        _settled.TrySetResult();
        if (Volatile.Read(ref _ready) is { } ready)
        {
            send(new WorkerMessage { Ready = ready });
        }
    }

    /// <summary>There is none, or none any more.</summary>
    internal void Closed()
    {
        TaskCompletionSource? closed;
        lock (_gate)
        {
            (closed, _closed) = (_closed, null);
        }
        closed?.TrySetResult();
        _settled.TrySetResult();
    }

    internal void Heard(BarrierGo go)
    {
        if (!_givenUp)
        {
            Volatile.Read(ref _hears)?.Invoke(go);
        }
    }

    /// <summary>An answer that is not to the last question, or cannot be one, says nothing.</summary>
    internal void Echoed(ClockEcho echo)
    {
        var received = Monotonic.Nanoseconds(time);
        if (echo.SentNanoseconds <= received && echo.ReceivedNanoseconds <= echo.RepliedNanoseconds)
        {
            Volatile
                .Read(ref _asked)
                ?.TrySetResult(
                    new ClockStamps
                    {
                        SentNanoseconds = echo.SentNanoseconds,
                        CoordinatorReceivedNanoseconds = echo.ReceivedNanoseconds,
                        CoordinatorSentNanoseconds = echo.RepliedNanoseconds,
                        ReceivedNanoseconds = received,
                    }
                );
        }
    }

    /// <summary>Whether it completed in time.</summary>
    private async Task<bool> WithinAsync(Task task, TimeSpan limit, CancellationToken cancel)
    {
        try
        {
            await task.WaitAsync(limit, time, cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static TaskCompletionSource NewSource() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Hearing(StartChannel channel) : IDisposable
    {
        public void Dispose()
        {
            Volatile.Write(ref channel._hears, null);
            channel.Withdraw();
        }
    }
}
