using System.Runtime.InteropServices;
using Bench.Host.Interop;

namespace Bench.Host.Processes;

/// <summary>What became of a signal.</summary>
public enum SignalOutcome
{
    /// <summary>The kernel took it.</summary>
    Delivered,

    /// <summary>The process has ended; nobody was signalled.</summary>
    Gone,

    /// <summary>The process belongs to another user.</summary>
    NotPermitted,
}

/// <summary>Signals to single processes.</summary>
public static class Signals
{
    /// <summary>
    /// Signals exactly this process: through a pidfd, whose process is compared with the start time after it was
    /// opened, so that a later process with the same pid is never hit.
    /// </summary>
    /// <exception cref="HostCallException">The kernel knows no pidfd (before Linux 5.3), or refuses for another reason.</exception>
    public static SignalOutcome Send(ProcessIdentity process, ProcessSignal signal)
    {
        var pidfd = NativeProcesses.PidfdOpen(process.Pid);
        if (pidfd < 0)
            return Failed("pidfd_open", process);
        try
        {
            if (!process.IsAlive)
                return SignalOutcome.Gone;
            return NativeProcesses.PidfdSendSignal(pidfd, (int)signal) == 0
                ? SignalOutcome.Delivered
                : Failed("pidfd_send_signal", process);
        }
        finally
        {
            _ = NativeFiles.Close(pidfd);
        }
    }

    private static SignalOutcome Failed(string call, ProcessIdentity process)
    {
        var errno = Marshal.GetLastPInvokeError();
        return errno switch
        {
            Errno.NoProcess => SignalOutcome.Gone,
            Errno.NotPermitted => SignalOutcome.NotPermitted,
            _ => throw new HostCallException($"{call} {process.Pid}", errno),
        };
    }
}
