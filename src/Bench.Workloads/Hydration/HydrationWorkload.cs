using Bench.Host.Processes;
using Bench.Model.Runs;
using Bench.Workloads.Fio;

namespace Bench.Workloads.Hydration;

/// <summary>
/// The workload <c>hub-hydration</c>: stage C of the hub's pipeline as an iteration, with a hub of this very program as
/// a child.
/// </summary>
/// <param name="program">The words that start this program.</param>
/// <param name="version">Its version.</param>
public sealed class HydrationWorkload(IReadOnlyList<string> program, string version) : IWorkload
{
    public const string WorkloadName = "hub-hydration";

    public string Name => WorkloadName;

    public Task<IReadOnlyDictionary<string, string>> ToolsAsync(
        RunOptions? options,
        IProcessRunner processes,
        CancellationToken cancel
    ) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["hub"] = $"bench {version}" }
        );

    public IWorkloadIteration Begin(IterationRequest request) =>
        new HydrationIteration(request, program, version);

    /// <summary>What is left in a bucket is removed by the next iteration, which knows the bucket.</summary>
    public void CleanUpAfter(string mountPath, string run, string vm) =>
        DataFolders.Delete(DataFolders.OwnOf(mountPath, run, vm), mountPath);
}
