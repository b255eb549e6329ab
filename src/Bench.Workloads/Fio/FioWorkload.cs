using Bench.Fio.Commands;
using Bench.Host.Processes;
using Bench.Model.Runs;

namespace Bench.Workloads.Fio;

/// <summary>The workload <c>fio</c>: one fio run an iteration, from a job file with placeholders.</summary>
public sealed class FioWorkload : IWorkload
{
    private static readonly TimeSpan VersionLimit = TimeSpan.FromSeconds(10);

    public string Name => "fio";

    public async Task<IReadOnlyDictionary<string, string>> ToolsAsync(
        RunOptions? options,
        IProcessRunner processes,
        CancellationToken cancel
    )
    {
        var replicates = options?.Distribution == DistributionMode.Replicate;
        var minimum = replicates ? FioVersion.MinimumForBandwidthLogs : FioVersion.Minimum;
        var said = await VersionAsync(minimum, processes, cancel);
        if (!FioVersion.TryParse(said, out var version))
        {
            throw new ToolException(
                $"'fio --version' says '{said}', which is no version of fio; install {Named(minimum)}"
            );
        }
        if (version < FioVersion.Minimum)
        {
            throw new ToolException(
                $"{said} is too old: its latencies are not in nanoseconds and it has no json+ output; install {Named(minimum)}"
            );
        }
        return version >= minimum
            ? new Dictionary<string, string> { ["fio"] = said }
            : throw new ToolException(
                $"{said} is too old for --distribution replicate: its bandwidth logs cannot have the times of the host's clock (log_alternate_epoch); install {Named(minimum)}, or use another --distribution"
            );
    }

    public IWorkloadIteration Begin(IterationRequest request) => new FioIteration(request);

    public void CleanUpAfter(string mountPath, string run, string vm) =>
        DataFolders.Delete(DataFolders.OwnOf(mountPath, run, vm), mountPath);

    private static string Named(FioVersion minimum) =>
        $"fio {minimum.Major}.{minimum.Minor} or newer (Debian's package is 'fio')";

    private static async Task<string> VersionAsync(
        FioVersion minimum,
        IProcessRunner processes,
        CancellationToken cancel
    )
    {
        var output = Path.GetTempFileName();
        try
        {
            var process = processes.Start(
                new ProcessSpec(FioRun.Program, ["--version"])
                {
                    StdoutPath = output,
                    StderrPath = output,
                }
            );
            await process.RunToEndAsync(
                VersionLimit,
                TimeSpan.FromSeconds(1),
                TimeProvider.System,
                cancel
            );
            cancel.ThrowIfCancellationRequested();
            return (await File.ReadAllTextAsync(output, cancel)).Trim();
        }
        catch (ProgramNotFoundException)
        {
            throw new ToolException($"fio is not on the PATH; install {Named(minimum)}");
        }
        finally
        {
            File.Delete(output);
        }
    }
}
