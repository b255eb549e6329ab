using Bench.Host.Processes;

namespace Bench.Fleet.Local;

/// <summary>How this program starts itself again.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">What comes before the verb.</param>
public sealed record SelfCommand(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>The running program: its own executable, or the runtime with its assembly.</summary>
    public static SelfCommand Current
    {
        get
        {
            var path =
                Environment.ProcessPath
                ?? throw new FleetException("this program does not know its own path");
            return Path.GetFileNameWithoutExtension(path) == "dotnet"
                ? new SelfCommand(path, [Environment.GetCommandLineArgs()[0]])
                : new SelfCommand(path, []);
        }
    }
}

/// <summary>
/// Workers as processes of this machine. Each has a session of its own, so neither Ctrl-C nor the end of the
/// coordinator reaches it.
/// </summary>
public sealed class LocalFleet(
    SelfCommand self,
    string runUri,
    string logFolder,
    IProcessRunner processes
) : IFleet
{
    public IWorkerHandle Start(string vm)
    {
        var log = Path.Combine(logFolder, $"{vm}.log");
        try
        {
            Directory.CreateDirectory(logFolder);
            var process = processes.Start(
                new ProcessSpec(
                    self.FileName,
                    [.. self.Arguments, "worker", "--leave-when-done", "--run", runUri, "--vm", vm]
                )
                {
                    Detached = true,
                    StdoutPath = log,
                    StderrPath = log,
                }
            );
            return new LocalWorker(process, log);
        }
        catch (Exception e)
            when (e
                    is IOException
                        or UnauthorizedAccessException
                        or ProgramNotFoundException
                        or ProcessStartException
            )
        {
            throw new FleetException($"the worker of {vm} cannot be started: {e.Message}", e);
        }
    }

    private sealed class LocalWorker(IRunningProcess process, string log) : IWorkerHandle
    {
        private const int TailBytes = 2000;

        public Task<WorkerExit> Completion { get; } = EndAsync(process);

        public string LogTail() => OutputTail.Read(log, TailBytes);

        private static async Task<WorkerExit> EndAsync(IRunningProcess process)
        {
            var exit = await process.Completion;
            return new WorkerExit(exit.ExitCode, exit.Describe());
        }
    }
}
