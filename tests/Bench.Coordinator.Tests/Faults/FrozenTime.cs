namespace Bench.Coordinator.Tests.Faults;

/// <summary>
/// A clock that stands still, so that no record tells when it was made. Polls go on at their short pace; whatever waits
/// longer waits for ever.
/// </summary>
internal sealed class FrozenTime : TimeProvider
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(20);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => 1_000;

    public override DateTimeOffset GetUtcNow() => new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    ) =>
        System.CreateTimer(
            callback,
            state,
            dueTime <= LongestPoll ? dueTime : Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
}
