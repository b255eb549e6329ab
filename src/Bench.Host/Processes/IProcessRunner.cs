namespace Bench.Host.Processes;

/// <summary>Starts programs.</summary>
public interface IProcessRunner
{
    /// <summary>Starts a program; returns once it is running.</summary>
    /// <exception cref="ProgramNotFoundException">There is no such program.</exception>
    /// <exception cref="ProcessStartException">The kernel refused, for example for want of memory or of the working folder.</exception>
    /// <exception cref="HostCallException">An output file cannot be opened.</exception>
    /// <exception cref="ArgumentException">A text holds a NUL character, which no program can be given.</exception>
    IRunningProcess Start(ProcessSpec spec);
}

/// <summary>A started program. Nothing needs to be disposed of: it is reaped when it ends.</summary>
public interface IRunningProcess
{
    /// <summary>Its process id, which is its process group's and session's too.</summary>
    int Pid { get; }

    /// <summary>Field 22 of <c>/proc/[pid]/stat</c>: clock ticks after boot.</summary>
    long StartTimeTicks { get; }

    /// <summary>Pid and start time: names this process for ever on this boot.</summary>
    ProcessIdentity Identity { get; }

    /// <summary>Completes when the program itself ends, whatever it left running. Never faults.</summary>
    Task<ProcessExit> Completion { get; }

    /// <summary>Signals each process of its group; does nothing if there is none any more.</summary>
    void SignalGroup(ProcessSignal signal);

    /// <summary>
    /// Ends the program, its process group and, if so specified, all that it started: SIGTERM to the group (to the
    /// rest once the program has ended), and SIGKILL to what is left after <paramref name="grace"/>. Also after the
    /// program's own end it ends what that left; so calling it always leaves nothing behind.
    /// </summary>
    /// <exception cref="ProcessStuckException">Processes remain some seconds after SIGKILL.</exception>
    Task<ProcessExit> StopAsync(TimeSpan grace);
}
