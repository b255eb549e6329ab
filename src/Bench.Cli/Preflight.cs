using Bench.Host.PageCache;
using Bench.Host.Processes;
using Bench.Model.Runs;
using Bench.Mounts;
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
        if (MountKinds.Find(config.Options.Mount) is { Schemes.Count: > 0 } kind)
        {
            if (config.Options.ToolSource is null)
            {
                await kind.ToolsAsync(processes, program: null, cancel);
            }
            CheckFuse();
        }
        else
        {
            CheckTestData(config.Options.TestData);
        }
        CheckCache(config.Options);
    }

    private static void CheckFuse()
    {
        const string device = "/dev/fuse";
        try
        {
            using var file = new FileStream(device, FileMode.Open, FileAccess.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(
                $"buckets are mounted through {device}, which cannot be opened: {e.Message}; "
                    + "load the kernel's module 'fuse', and run as a user who may open it"
            );
        }
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

    private static void CheckCache(RunOptions options)
    {
        if (options.Cache != CacheMode.Drop || options.AllowNotDropped)
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
                $"--cache drop needs {PageCacheControl.KernelPath} to be writable: {e.Message}; "
                    + "run as root, use --cache none or warm, or allow it with --allow-not-dropped"
            );
        }
    }
}
