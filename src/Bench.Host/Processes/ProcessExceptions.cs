using System.Runtime.InteropServices;

namespace Bench.Host.Processes;

/// <summary>A program does not exist or may not be executed; nothing was started.</summary>
public sealed class ProgramNotFoundException(string program, string searched)
    : Exception($"program '{program}' was not found, or is not executable, {searched}")
{
    /// <summary>The name or path asked for.</summary>
    public string Program { get; } = program;
}

/// <summary>The kernel refused to start a program; nothing is running.</summary>
public sealed class ProcessStartException(string program, int errno)
    : Exception(
        $"cannot start '{program}': {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})"
    )
{
    /// <summary>The program's path.</summary>
    public string Program { get; } = program;

    /// <summary>The error number as Linux defines it.</summary>
    public int Errno { get; } = errno;
}

/// <summary>
/// Processes outlived SIGKILL for as long as one waits: they are stuck in the kernel, as on a FUSE mount whose
/// server is gone.
/// </summary>
public sealed class ProcessStuckException(IReadOnlyList<ProcessIdentity> processes)
    : Exception($"still there after SIGKILL: pid {string.Join(", ", processes.Select(p => p.Pid))}")
{
    /// <summary>Those still there.</summary>
    public IReadOnlyList<ProcessIdentity> Processes { get; } = processes;
}
