namespace Bench.Coordinator.Tests;

/// <summary>A clock on which waiting takes no time: a timer moves it to its due time and fires at once.</summary>
internal sealed class SkippingTime : TimeProvider
{
    private long _now = 1_000;

    /// <summary>How much too early a timer fires, as those of a coarse clock do; never earlier than in the middle of its time.</summary>
    public TimeSpan Early { get; set; }

    /// <summary>Something took this long.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _now, by.Ticks);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() =>
        DateTimeOffset.UnixEpoch.AddTicks(Interlocked.Read(ref _now));

    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    )
    {
        if (dueTime >= TimeSpan.Zero)
        {
            Advance(dueTime - TimeSpan.FromTicks(Math.Min(Early.Ticks, dueTime.Ticks / 2)));
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }
        return new Fired();
    }

    private sealed class Fired : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
