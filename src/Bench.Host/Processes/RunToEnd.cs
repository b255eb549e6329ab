namespace Bench.Host.Processes;

/// <summary>Why a program's run ended.</summary>
public enum RunEnd
{
    /// <summary>By itself.</summary>
    Exited,

    /// <summary>It was stopped at its time limit.</summary>
    TimedOut,

    /// <summary>It was stopped because its caller was cancelled.</summary>
    Cancelled,
}

/// <summary>Running a program to its end, whichever way that comes.</summary>
public static class RunToEnd
{
    /// <summary>
    /// Waits for the program's end; at the limit or at cancellation ends its group. Whatever ended it, nothing of
    /// its process group is left.
    /// </summary>
    /// <param name="process">The program.</param>
    /// <param name="limit">Its time limit; <see cref="Timeout.InfiniteTimeSpan"/> is none.</param>
    /// <param name="grace">From SIGTERM to SIGKILL.</param>
    /// <param name="time">The clock of the limit.</param>
    /// <param name="cancellation">Ends it early; no exception is thrown for that.</param>
    /// <exception cref="ProcessStuckException">Processes remain some seconds after SIGKILL.</exception>
    public static async Task<(ProcessExit Exit, RunEnd End)> RunToEndAsync(
        this IRunningProcess process,
        TimeSpan limit,
        TimeSpan grace,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var end = RunEnd.Exited;
        try
        {
            await process.Completion.WaitAsync(limit, time, cancellation);
        }
        catch (TimeoutException)
        {
            end = RunEnd.TimedOut;
        }
        catch (OperationCanceledException)
        {
            end = RunEnd.Cancelled;
        }

        return (await process.StopAsync(grace), end);
    }
}
