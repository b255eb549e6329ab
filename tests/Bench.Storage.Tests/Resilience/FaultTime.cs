using Bench.Storage.Resilience;

namespace Bench.Storage.Tests.Resilience;

/// <summary>
/// A clock for tests with faults. Short waits (those between tries) end at once and move it on. Long ones are time-outs
/// of calls: they stand still until a call hangs, which then ends by the first time-out that concerns it.
/// </summary>
public sealed class FaultTime(TimeSpan longestSkipped) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly Lock _firing = new();
    private readonly List<Held> _held = [];
    private long _now = 1_000;

    public FaultTime()
        : this(TimeSpan.FromSeconds(18)) { }

    /// <summary>Settings whose time-outs are all longer than what this clock takes for a wait between tries.</summary>
    public static RequestSettings Suited(RequestSettings settings) =>
        settings with
        {
            AttemptTimeout = TimeSpan.FromSeconds(30),
        };

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Waits that took no time, in order.</summary>
    public IReadOnlyList<TimeSpan> Skipped
    {
        get
        {
            lock (_lock)
            {
                return [.. _skipped];
            }
        }
    }

    private readonly List<TimeSpan> _skipped = [];

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() =>
        new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(GetTimestamp());

    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    )
    {
        var timer = new Held(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>A call that never answers: time passes until its token is cancelled.</summary>
    public async ValueTask HangAsync(CancellationToken cancel)
    {
        while (FireFirst(cancel))
        {
            await Task.Yield();
        }
        await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
    }

    /// <summary>
    /// One at a time: while a time-out takes effect, another hanging call must not go on to its next one, because that
    /// time-out may be what ends it.
    /// </summary>
    private bool FireFirst(CancellationToken cancel)
    {
        lock (_firing)
        {
            if (cancel.IsCancellationRequested || TakeFirst() is not { } due)
            {
                return false;
            }
            due.Fire();
            return true;
        }
    }

    private Held? TakeFirst()
    {
        lock (_lock)
        {
            var first = _held.MinBy(timer => timer.Due);
            if (first is not null)
            {
                _held.Remove(first);
                _now = Math.Max(_now, first.Due);
            }
            return first;
        }
    }

    private void Arm(Held timer, TimeSpan dueTime)
    {
        var skip = dueTime >= TimeSpan.Zero && dueTime <= longestSkipped;
        lock (_lock)
        {
            _held.Remove(timer);
            if (skip)
            {
                _now += dueTime.Ticks;
                _skipped.Add(dueTime);
            }
            else if (dueTime > TimeSpan.Zero)
            {
                timer.Due = _now + dueTime.Ticks;
                _held.Add(timer);
            }
        }
        if (skip)
        {
            ThreadPool.QueueUserWorkItem(_ => timer.Fire());
        }
    }

    private void Disarm(Held timer)
    {
        lock (_lock)
        {
            _held.Remove(timer);
        }
    }

    private sealed class Held(FaultTime time, Action fire) : ITimer
    {
        public long Due { get; set; }

        public Action Fire { get; } = fire;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Arm(this, dueTime);
            return true;
        }

        public void Dispose() => time.Disarm(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
