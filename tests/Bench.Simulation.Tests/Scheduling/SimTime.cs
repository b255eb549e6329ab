namespace Bench.Simulation.Tests.Scheduling;

/// <summary>The clocks of one process: a monotonic one that nobody sets, and one on the wall that anybody may.</summary>
internal sealed class SimTime(SimProcess process) : TimeProvider
{
    private static readonly DateTimeOffset Begin = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(3);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        process.Scheduler.CheckThread();
        return process.Scheduler.Now + process.Host.MonotonicOffset;
    }

    public override DateTimeOffset GetUtcNow()
    {
        process.Scheduler.CheckThread();
        return Begin + process.Scheduler.Elapsed + process.WallOffset;
    }

    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    )
    {
        var timer = new SimTimer(process, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SimTimer(SimProcess process, Action callback) : ITimer
    {
        private int _generation;
        private bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed)
            {
                return false;
            }
            Schedule(dueTime, period, ++_generation);
            return true;
        }

        public void Dispose()
        {
            _disposed = true;
            _generation++;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Schedule(TimeSpan due, TimeSpan period, int generation)
        {
            if (due < TimeSpan.Zero)
            {
                return;
            }
            process.Scheduler.After(
                due + process.Dice.UpTo(Lateness),
                process,
                () =>
                {
                    if (_generation != generation)
                    {
                        return;
                    }
                    if (period > TimeSpan.Zero)
                    {
                        Schedule(period, period, generation);
                    }
                    callback();
                }
            );
        }
    }
}
