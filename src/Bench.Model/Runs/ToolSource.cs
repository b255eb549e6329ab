namespace Bench.Model.Runs;

/// <summary>
/// Where a mount tool's program comes from: a repository with the commands that build it, and its releases. Part of
/// <c>config.json</c>, so that all workers build the same thing in the same way.
/// </summary>
public sealed record ToolSource
{
    /// <summary>The program's name on the PATH, which is the mount kind's name too.</summary>
    public required string Name { get; init; }

    /// <summary>URL or absolute path of a git repository.</summary>
    public required string Repository { get; init; }

    /// <summary>The ref of a run that names none.</summary>
    public string? Ref { get; init; }

    /// <summary>
    /// Commands, each a list of arguments, run one after the other in the checkout. <c>{commit}</c> stands for the
    /// commit's hash.
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<string>> Build { get; init; }

    /// <summary>The program that the commands leave behind, as a path below the checkout.</summary>
    public required string Artefact { get; init; }

    /// <summary>Variables of the build commands.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Arguments that make the program print its version; absent means <c>--version</c>.</summary>
    public IReadOnlyList<string>? VersionArguments { get; init; }

    /// <summary>Where releases are downloaded from; absent for tools without any.</summary>
    public ToolRelease? Release { get; init; }
}

/// <summary>How a release of a tool is downloaded.</summary>
public sealed record ToolRelease
{
    /// <summary>URL of its package; <c>{version}</c> (without <c>v</c>) and <c>{arch}</c> (<c>amd64</c>, <c>arm64</c>) are filled in.</summary>
    public required string Url { get; init; }

    /// <summary>The program as a path inside the package.</summary>
    public required string Artefact { get; init; }

    /// <summary>SHA-256 that the packages must have, by version; one that is not listed is taken as it comes.</summary>
    public IReadOnlyDictionary<string, string>? Sha256 { get; init; }
}
