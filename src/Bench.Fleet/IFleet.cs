namespace Bench.Fleet;

/// <summary>Where workers run: local processes, and later VMs of many kinds.</summary>
public interface IFleet
{
    /// <summary>Whether a VM's worker is started by this fleet, not by somebody else.</summary>
    bool Starts(string vm) => true;

    /// <summary>Starts the worker that acts as a VM. It goes on when this process ends.</summary>
    /// <exception cref="FleetException">It cannot be started.</exception>
    IWorkerHandle Start(string vm);
}

/// <summary>A worker that this process started.</summary>
public interface IWorkerHandle
{
    /// <summary>Completes when the worker ends; never faults.</summary>
    Task<WorkerExit> Completion { get; }

    /// <summary>The last of what it said.</summary>
    string LogTail();
}

/// <summary>How a worker ended.</summary>
/// <param name="ExitCode">Its exit code; null when a signal ended it.</param>
/// <param name="Description">In words, such as <c>signal 9 (SIGKILL)</c>.</param>
public sealed record WorkerExit(int? ExitCode, string Description);

/// <summary>A worker cannot be started.</summary>
public sealed class FleetException(string message, Exception? inner = null)
    : Exception(message, inner);
