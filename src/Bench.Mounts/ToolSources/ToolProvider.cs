using Bench.Host.Processes;
using Bench.Model.Runs;
using Bench.Mounts.ToolSources.Building;
using Bench.Mounts.ToolSources.References;
using Bench.Mounts.ToolSources.Releases;

namespace Bench.Mounts.ToolSources;

/// <summary>Gets a tool source's program for a resolved commit: finds, builds or downloads it, and says what it is.</summary>
public sealed class ToolProvider
{
    private readonly ToolHost _host;
    private readonly ToolSource _source;
    private readonly CommitBuild _build;
    private readonly ReleaseDownload _download;
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);

    public ToolProvider(ToolHost host, ToolSource source)
    {
        (_host, _source) = (host, source);
        var store = new ToolStore(host, source.Name);
        _build = new CommitBuild(host, source, store);
        _download = new ReleaseDownload(host, source, store);
    }

    /// <summary>The provider of a run's mount tool; null where it has no source.</summary>
    public static ToolProvider? Of(RunOptions options, ToolHost host) =>
        options.ToolSource is { } source ? new ToolProvider(host, source) : null;

    /// <summary>The program of a resolved commit. Asking again costs a look at the file's time and size.</summary>
    /// <exception cref="ToolSourceException">It cannot be had.</exception>
    public async Task<Tool> GetAsync(string resolved, CancellationToken cancel)
    {
        if (_known.TryGetValue(resolved, out var known) && known.Stamp == Stamp.Of(known.Tool.Path))
        {
            return known.Tool;
        }
        var tool = ToolReference.Parse(resolved, _source) switch
        {
            ToolReference.AtPath at => await AtPathAsync(at.Path, cancel),
            ToolReference.Installed => await InstalledAsync(cancel)
                ?? throw new ToolSourceException(
                    $"the commit 'installed' needs {_source.Name} on the PATH, where there is none; install it, or name a version, branch or commit"
                ),
            ToolReference.Release release => await ReleaseAsync(release.Version, cancel),
            ToolReference.Revision { IsCommit: true } commit => await _build.GetAsync(
                commit.ToString(),
                cancel
            ),
            var moving => throw new ToolSourceException(
                $"'{moving}' was never resolved to a commit; start the run again with 'bench run'"
            ),
        };
        _known[resolved] = new Known(tool, Stamp.Of(tool.Path));
        return tool;
    }

    /// <summary>
    /// Whether the program of a commit, resolved or not, could be had on this machine, without building or downloading
    /// it. What a build or a package turns out to be can only be seen by getting it.
    /// </summary>
    /// <exception cref="ToolSourceException">It could not; the message says what is needed.</exception>
    public Task<ToolOutlook> LookAsync(string commit, CancellationToken cancel) =>
        ToolReference.Parse(commit, _source) switch
        {
            ToolReference.Release release => OfReleaseAsync(release.Version, cancel),
            ToolReference.Revision revision => OfRevisionAsync(revision, cancel),
            _ => ThereAsync(commit, cancel),
        };

    private async Task<ToolOutlook> ThereAsync(string commit, CancellationToken cancel) =>
        ToolOutlook.Of(await GetAsync(commit, cancel));

    private async Task<ToolOutlook> OfReleaseAsync(string version, CancellationToken cancel)
    {
        var installed = await InstalledAsync(cancel);
        if (string.Equals(installed?.Version, version, StringComparison.Ordinal))
        {
            return ToolOutlook.Of(installed!);
        }
        var release = _source.Release ?? throw NoRelease(version, installed);
        return await _download.FindAsync(release, version, cancel) is { } kept
            ? ToolOutlook.Of(kept)
            : new ToolOutlook(
                null,
                $"would be downloaded from {await _download.CheckAsync(release, version, cancel)}"
            );
    }

    private async Task<ToolOutlook> OfRevisionAsync(
        ToolReference.Revision revision,
        CancellationToken cancel
    )
    {
        if (revision.IsCommit && await _build.FindAsync(revision.ToString(), cancel) is { } kept)
        {
            return ToolOutlook.Of(kept);
        }
        string? commit = null;
        var with = await _build.CheckAsync(
            async token =>
                commit = await new CommitResolver(_host).AskAsync(_source, revision, token),
            cancel
        );
        return commit is not null && await _build.FindAsync(commit, cancel) is { } built
            ? ToolOutlook.Of(built)
            : new ToolOutlook(
                null,
                $"would be built with {with} at {commit ?? revision.ToString()} of {_source.Repository}"
            );
    }

    private async Task<Tool> AtPathAsync(string path, CancellationToken cancel) =>
        ProgramPath.Find(path) is null
            ? throw new ToolSourceException(
                $"{path} of the commit column is no program that can be executed on this host; put it there, or correct the path"
            )
            : await DescribeAsync(path, cancel);

    private async Task<Tool?> InstalledAsync(CancellationToken cancel) =>
        ProgramPath.Find(_source.Name, workingDirectory: null, _host.SearchPath) is { } path
            ? await DescribeAsync(path, cancel)
            : null;

    /// <summary>What is installed in exactly that version, else what the project released.</summary>
    private async Task<Tool> ReleaseAsync(string version, CancellationToken cancel)
    {
        var installed = await InstalledAsync(cancel);
        if (string.Equals(installed?.Version, version, StringComparison.Ordinal))
        {
            return installed!;
        }
        if (_source.Release is { } release)
        {
            return await _download.GetAsync(release, version, cancel);
        }
        throw NoRelease(version, installed);
    }

    private ToolSourceException NoRelease(string version, Tool? installed)
    {
        var found = installed is null
            ? "there is none on the PATH"
            : $"{installed.Path} is {installed.Version ?? "of an unknown version"}";
        return new ToolSourceException(
            $"{_source.Name} {version} is wanted, {found}, and its tool source names no releases; install that version, or name a branch or commit"
        );
    }

    private async Task<Tool> DescribeAsync(string path, CancellationToken cancel) =>
        new(
            _source.Name,
            path,
            await FileDigest.Sha256Async(path, cancel),
            await new ProgramVersion(_host, _source).ReadAsync(path, cancel),
            Commit: null
        );

    private sealed record Known(Tool Tool, Stamp Stamp);

    /// <summary>Changes when a file is written to or replaced.</summary>
    private sealed record Stamp(long Length, DateTime WrittenAt)
    {
        public static Stamp Of(string path)
        {
            var file = new FileInfo(path);
            return file.Exists
                ? new Stamp(file.Length, file.LastWriteTimeUtc)
                : new Stamp(-1, default);
        }
    }
}
