namespace Bench.Storage.Probing;

/// <summary>Bounds for the difference of a store's clock and this machine's.</summary>
internal static class ClockProbe
{
    private const int Samples = 5;

    /// <summary>What a server tells is cut to whole seconds.</summary>
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);

    /// <summary>Null where the store has no clock of its own, or does not tell it.</summary>
    public static async Task<ClockOffset?> RunAsync(
        IObjectStore store,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        if (store is not IServerClock clock)
        {
            return null;
        }
        ClockOffset? offset = null;
        for (var i = 0; i < Samples; i++)
        {
            try
            {
                offset = Narrowed(offset, await OnceAsync(clock, time, cancel));
            }
            catch (StoreException)
            {
                return offset;
            }
        }
        return offset;
    }

    private static async Task<ClockOffset> OnceAsync(
        IServerClock clock,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var begin = time.GetUtcNow();
        var stamp = time.GetTimestamp();
        var server = await clock.ServerTimeAsync(cancel);
        var end = begin + time.GetElapsedTime(stamp);
        return new ClockOffset(
            (server - end).TotalSeconds,
            (server + Resolution - begin).TotalSeconds
        );
    }

    /// <summary>Both hold, so the offset is where they overlap. Where they do not, a clock was set meanwhile: the later one.</summary>
    private static ClockOffset Narrowed(ClockOffset? before, ClockOffset now)
    {
        if (before is null)
        {
            return now;
        }
        var both = new ClockOffset(
            Math.Max(before.LowestSeconds, now.LowestSeconds),
            Math.Min(before.HighestSeconds, now.HighestSeconds)
        );
        return both.LowestSeconds <= both.HighestSeconds ? both : now;
    }
}
