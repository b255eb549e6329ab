using Bench.Host.PageCache;
using Bench.Host.Processes;
using Bench.Model.Runs;
using Bench.Workloads;

namespace Bench.Cli;

/// <summary>Looks whether this machine can do what the run will ask of it, before anything is written.</summary>
internal static class Preflight
{
    /// <exception cref="ToolException">A program or a permission is missing.</exception>
    public static async Task CheckAsync(
        RunConfig config,
        IReadOnlyList<IWorkload> workloads,
        IProcessRunner processes,
        CancellationToken cancel
    )
    {
        var used = config.TestCases.Select(test => test.Workload).ToHashSet(StringComparer.Ordinal);
        foreach (var workload in workloads.Where(workload => used.Contains(workload.Name)))
        {
            await workload.ToolsAsync(processes, cancel);
        }
        CheckTestData(config.Options.TestData);
        CheckCache(config);
    }

    private static void CheckTestData(string folder)
    {
        var probe = Path.Combine(folder, $".bench-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(
                $"the test data folder {folder} cannot be written: {e.Message}; use another --test-data"
            );
        }
    }

    private static void CheckCache(RunConfig config)
    {
        var drops = config.Configs.Any(c => (c.Cache ?? config.Options.Cache) == CacheMode.Drop);
        if (!drops || config.Options.AllowNotDropped)
        {
            return;
        }
        try
        {
            // Opening asks for the permission without dropping anything.
            using var file = new FileStream(
                PageCacheControl.KernelPath,
                FileMode.Open,
                FileAccess.Write
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(
                $"cache mode 'drop' needs {PageCacheControl.KernelPath} to be writable: {e.Message}; "
                    + "run as root, use cache mode none or warm, or allow it with --allow-not-dropped"
            );
        }
    }
}
