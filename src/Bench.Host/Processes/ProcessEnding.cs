namespace Bench.Host.Processes;

/// <summary>Waiting for processes to be gone, in bounded time.</summary>
internal static class ProcessEnding
{
    /// <summary>How long one waits after SIGKILL: it takes effect at once unless a process is stuck in the kernel.</summary>
    public static readonly TimeSpan KillBound = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until nothing is still there; false if <paramref name="bound"/> passes first.</summary>
    public static async Task<bool> GoneAsync(
        Func<IReadOnlyList<ProcessIdentity>> stillThere,
        TimeSpan bound,
        TimeProvider time,
        Action? beforeEachLook = null
    )
    {
        var begun = time.GetTimestamp();
        for (var poll = FirstPoll; ; poll = Shorter(poll * 2, LongestPoll))
        {
            beforeEachLook?.Invoke();
            if (stillThere().Count == 0)
                return true;
            if (time.GetElapsedTime(begun) >= bound)
                return false;
            await Task.Delay(poll, time);
        }
    }

    /// <summary>Kills again and again, since what is being killed may fork meanwhile, until nothing is still there.</summary>
    /// <exception cref="ProcessStuckException">Something remains after <see cref="KillBound"/>.</exception>
    public static async Task KillAsync(
        Func<IReadOnlyList<ProcessIdentity>> stillThere,
        Action kill,
        TimeProvider time
    )
    {
        if (!await GoneAsync(stillThere, KillBound, time, kill))
            throw new ProcessStuckException(stillThere());
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
