using Bench.Host.Processes;
using Bench.Model.Runs;
using Bench.Mounts;
using Bench.Mounts.ToolSources;
using Bench.Mounts.ToolSources.References;
using Bench.Mounts.ToolSources.Releases;

namespace Bench.Cli;

/// <summary>The mount tool's programs of a run, before it is in the bucket.</summary>
internal static class RunTools
{
    /// <summary>Longest time that a plan, which must work offline too, waits for a repository.</summary>
    private static readonly TimeSpan PlanLimit = TimeSpan.FromSeconds(10);

    /// <summary>The run with moving refs made commits, once for all workers.</summary>
    /// <exception cref="ToolSourceException">A ref is unknown, or the repository cannot be reached.</exception>
    public static Task<RunConfig> ResolveAsync(
        RunConfig config,
        TimeProvider time,
        CancellationToken cancel
    ) => new CommitResolver(Host(config.Options, time)).ResolveAsync(config, cancel);

    /// <summary>As far as it is cheap: what cannot be resolved now stays empty, and the reason is told.</summary>
    public static async Task<(RunConfig Config, string? Reason)> TryResolveAsync(
        RunConfig config,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        if (config.Options.ToolSource is not { } source)
        {
            return (config, null);
        }
        var host = Host(config.Options, time) with { Limits = new() { Query = PlanLimit } };
        try
        {
            var resolved = await new CommitResolver(host).ResolveAsync(
                source,
                config.Configs.Select(one => one.Commit),
                mayClone: false,
                cancel
            );
            return (CommitResolver.Fill(config, resolved), null);
        }
        catch (ToolSourceException e)
        {
            return (config, e.Message);
        }
    }

    /// <summary>Gets every program once, so that what is missing is told before anything is written.</summary>
    /// <exception cref="ToolSourceException">One cannot be had.</exception>
    /// <exception cref="MountException">One is not the mount kind's.</exception>
    public static async Task GetAsync(
        RunConfig config,
        TimeProvider time,
        TextWriter people,
        CancellationToken cancel
    )
    {
        var host = Host(config.Options, time) with
        {
            Log = line => people.WriteLine(Output.TextTable.CleanLines(line)),
        };
        if (ToolProvider.Of(config.Options, host) is not { } provider)
        {
            return;
        }
        foreach (var commit in config.Configs.Select(one => one.ResolvedCommit!).Distinct())
        {
            var tool = await provider.GetAsync(commit, cancel);
            if (MountKinds.Find(config.Options.Mount) is { } kind)
            {
                await kind.ToolsAsync(host.Processes, tool.Path, cancel);
            }
        }
    }

    public static ToolHost Host(RunOptions options, TimeProvider time) =>
        new()
        {
            CacheFolder = options.ToolCache ?? ToolCacheFolder.Default,
            Processes = new ProcessRunner(time),
            Time = time,
            Fetcher = HttpReleaseFetcher.Default,
        };
}
