using Bench.Host.Processes;
using Bench.Mounts.ToolSources.Releases;

namespace Bench.Mounts.ToolSources;

/// <summary>What getting a tool needs of the machine.</summary>
public sealed record ToolHost
{
    /// <summary>Folder of everything that is kept; see <see cref="ToolCacheFolder"/>.</summary>
    public required string CacheFolder { get; init; }
    public required IProcessRunner Processes { get; init; }
    public required TimeProvider Time { get; init; }
    public required IReleaseFetcher Fetcher { get; init; }

    /// <summary>Variables that every child carries; a null value takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } =
        new Dictionary<string, string?>(StringComparer.Ordinal);
    public ToolLimits Limits { get; init; } = new();

    /// <summary>Told what takes long.</summary>
    public Action<string> Log { get; init; } = _ => { };

    /// <summary>The folders that children's programs are looked up in.</summary>
    internal string SearchPath =>
        Environment.TryGetValue("PATH", out var own)
            ? own ?? ""
            : System.Environment.GetEnvironmentVariable("PATH") ?? "";
}

/// <summary>Longest times of what a tool is got with.</summary>
public sealed record ToolLimits
{
    /// <summary>Asking a repository for its refs.</summary>
    public TimeSpan Query { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Fetching a commit, or downloading a release.</summary>
    public TimeSpan Fetch { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Each build command.</summary>
    public TimeSpan Build { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Asking a program for its version.</summary>
    public TimeSpan Version { get; init; } = TimeSpan.FromSeconds(20);
}
