namespace Bench.Host.Processes;

/// <summary>How a process ended, as the kernel says: by its own exit, or by a signal.</summary>
/// <param name="ExitCode">Its exit code; null if a signal ended it.</param>
/// <param name="Signal">
/// The signal that ended it; null if it exited. Both are null if the kernel gave the status to nobody
/// (this process was started with SIGCHLD ignored).
/// </param>
/// <param name="Elapsed">From just before its start until its end was seen.</param>
public sealed record ProcessExit(int? ExitCode, int? Signal, TimeSpan Elapsed)
{
    /// <summary>It exited with code 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>A phrase for messages, such as <c>exit code 3</c> or <c>signal 9 (SIGKILL)</c>.</summary>
    public string Describe() =>
        (ExitCode, Signal) switch
        {
            ({ } code, _) => $"exit code {code}",
            (_, { } signal) when SignalNames.Of(signal) is { } name => $"signal {signal} ({name})",
            (_, { } signal) => $"signal {signal}",
            _ => "unknown exit status",
        };

    /// <summary>Decodes a wait status (<c>WIFEXITED</c> and its kin in wait(2)).</summary>
    internal static ProcessExit FromWaitStatus(int status, TimeSpan elapsed)
    {
        var signal = status & 0x7F;
        return signal == 0
            ? new ProcessExit((status >> 8) & 0xFF, Signal: null, elapsed)
            : new ProcessExit(ExitCode: null, signal, elapsed);
    }
}
