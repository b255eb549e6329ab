using Bench.Fio.Commands;
using Bench.Host.Processes;

namespace Bench.Workloads.Fio;

/// <summary>The workload <c>fio</c>: one fio run an iteration, from a job file with placeholders.</summary>
public sealed class FioWorkload : IWorkload
{
    private static readonly TimeSpan VersionLimit = TimeSpan.FromSeconds(10);

    public string Name => "fio";

    public async Task<IReadOnlyDictionary<string, string>> ToolsAsync(
        IProcessRunner processes,
        CancellationToken cancel
    )
    {
        var said = await VersionAsync(processes, cancel);
        if (!FioVersion.TryParse(said, out var version))
        {
            throw new ToolException(
                $"'fio --version' says '{said}', which is no version of fio; install fio {Needed}"
            );
        }
        return version.IsSupported
            ? new Dictionary<string, string> { ["fio"] = said }
            : throw new ToolException(
                $"{said} is too old: its latencies are not in nanoseconds and it has no json+ output; install fio {Needed}"
            );
    }

    public IWorkloadIteration Begin(IterationRequest request) => new FioIteration(request);

    public void CleanUpAfter(string mountPath, string run, string vm) =>
        DataFolders.Delete(DataFolders.OwnOf(mountPath, run, vm), mountPath);

    private static string Needed =>
        $"{FioVersion.Minimum.Major}.{FioVersion.Minimum.Minor} or newer (Debian's package is 'fio')";

    private static async Task<string> VersionAsync(
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
            throw new ToolException($"fio is not on the PATH; install fio {Needed}");
        }
        finally
        {
            File.Delete(output);
        }
    }
}
