using Bench.Host.Processes;

namespace Bench.Mounts.Fuse;

/// <summary>How a mount went.</summary>
internal enum UnmountOutcome
{
    /// <summary>By the usual way, or it was gone already.</summary>
    Clean,

    /// <summary>It was busy or did not answer, and was taken out of sight; it ends when nobody uses it.</summary>
    Lazy,

    /// <summary>It is still there.</summary>
    StillThere,
}

/// <summary>Takes a FUSE mount away by the system's programs, in bounded time.</summary>
internal sealed class Unmounting(IProcessRunner processes, TimeProvider time)
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BusyLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="patient">Whether a busy mount is tried again for a while.</param>
    public async Task<(UnmountOutcome Outcome, string Reason)> UnmountAsync(
        FuseConnection connection,
        bool patient
    )
    {
        var begun = time.GetTimestamp();
        var reason = "";
        do
        {
            if (!connection.IsThere)
            {
                return (UnmountOutcome.Clean, "");
            }
            reason = await CallAsync(connection.Point, lazy: false);
            if (!connection.IsThere)
            {
                return (UnmountOutcome.Clean, "");
            }
            await Task.Delay(Pause, time);
        } while (patient && time.GetElapsedTime(begun) < BusyLimit);
        var lazyReason = await CallAsync(connection.Point, lazy: true);
        return connection.IsThere
            ? (UnmountOutcome.StillThere, lazyReason.Length > 0 ? lazyReason : reason)
            : (UnmountOutcome.Lazy, reason);
    }

    private async Task<string> CallAsync(string point, bool lazy)
    {
        var output = Path.GetTempFileName();
        try
        {
            var (program, arguments) = Command(point, lazy);
            var process = processes.Start(
                new ProcessSpec(program, arguments) { StdoutPath = output, StderrPath = output }
            );
            var (exit, end) = await process.RunToEndAsync(
                CallLimit,
                Grace,
                time,
                CancellationToken.None
            );
            var said = OutputTail.Read(output).Trim().ReplaceLineEndings(" | ");
            return end == RunEnd.TimedOut
                    ? $"{program} did not end within {CallLimit.TotalSeconds:0} s"
                : exit.Succeeded ? ""
                : $"{program} ended with {exit.Describe()}: {said}";
        }
        catch (Exception e)
            when (e is ProgramNotFoundException or ProcessStartException or ProcessStuckException)
        {
            return e.Message;
        }
        finally
        {
            File.Delete(output);
        }
    }

    /// <summary>The helper of FUSE may unmount for every user; <c>umount</c> only for root.</summary>
    private static (string Program, string[] Arguments) Command(string point, bool lazy)
    {
        var helper = ProgramPath.Find("fusermount3") ?? ProgramPath.Find("fusermount");
        return (helper, lazy) switch
        {
            (null, false) => ("umount", ["--", point]),
            (null, true) => ("umount", ["--lazy", "--", point]),
            (_, false) => (helper, ["-u", "--", point]),
            (_, true) => (helper, ["-u", "-z", "--", point]),
        };
    }
}
