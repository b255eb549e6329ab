using Bench.Host.Processes;
using Bench.Model.Results;
using Bench.Workloads.Phases;

namespace Bench.Workloads.Fio;

/// <summary>Runs fio once and turns every way in which that can end badly into a failure with its reason.</summary>
internal static class FioRun
{
    public const string Program = "fio";
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <param name="arguments">Fio's arguments.</param>
    /// <param name="dataFolder">The folder it runs in, so that relative names in a job file land in the data.</param>
    /// <param name="stderr">Where its messages go.</param>
    /// <param name="started">Is told once its process runs.</param>
    /// <exception cref="IterationFailedException">It failed, was killed, or ran out of time.</exception>
    public static Task RunAsync(
        IterationRequest request,
        IReadOnlyList<string> arguments,
        string dataFolder,
        string stderr,
        string phase,
        CancellationToken cancel,
        Action? started = null
    )
    {
        var process = Start(request, arguments, dataFolder, stderr, request.Environment);
        started?.Invoke();
        return EndAsync(process, request, stderr, phase, cancel);
    }

    /// <summary>Starts it; whoever does so waits for its end or stops it.</summary>
    public static IRunningProcess Start(
        IterationRequest request,
        IReadOnlyList<string> arguments,
        string dataFolder,
        string stderr,
        IReadOnlyDictionary<string, string?> environment
    ) =>
        request.Processes.Start(
            new ProcessSpec(Program, arguments)
            {
                Environment = environment,
                WorkingDirectory = dataFolder,
                StdoutPath = stderr,
                StderrPath = stderr,
            }
        );

    /// <summary>Waits for the end of one that was started, and ends it at its time limit.</summary>
    /// <exception cref="IterationFailedException">It failed, was killed, or ran out of time.</exception>
    public static async Task EndAsync(
        IRunningProcess process,
        IterationRequest request,
        string stderr,
        string phase,
        CancellationToken cancel
    )
    {
        var limit = TimeSpan.FromSeconds(request.Options.IterationTimeoutSeconds);
        var (exit, end) = await process.RunToEndAsync(limit, Grace, request.Time, cancel);
        cancel.ThrowIfCancellationRequested();
        if (end == RunEnd.TimedOut)
        {
            throw Failed(
                FailureKinds.Timeout,
                FormattableString.Invariant(
                    $"fio was ended after {limit.TotalSeconds} s (--iteration-timeout); its output does not count"
                )
            );
        }
        if (!exit.Succeeded)
        {
            throw Failed(KindOf(exit, stderr), $"fio ended with {exit.Describe()}{Said(stderr)}");
        }

        IterationFailedException Failed(string kind, string reason) =>
            new(
                new Failure
                {
                    Kind = kind,
                    Phase = phase,
                    Reason = reason,
                    ExitCode = exit.ExitCode,
                    Signal = exit.Signal,
                }
            );
    }

    /// <summary>The last of what fio said, on one line.</summary>
    private static string Said(string stderr)
    {
        var text = OutputTail.Read(stderr, 600).Trim();
        return text.Length == 0 ? "" : $": {text.ReplaceLineEndings(" | ")}";
    }

    private static string KindOf(ProcessExit exit, string stderr)
    {
        if (exit.Signal is not null)
        {
            return FailureKinds.Killed;
        }
        return OutputTail.Read(stderr).Contains("No space left on device", StringComparison.Ordinal)
            ? FailureKinds.DiskFull
            : FailureKinds.ExitCode;
    }
}
