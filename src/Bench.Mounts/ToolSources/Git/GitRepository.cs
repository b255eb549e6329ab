using Bench.Model.Runs;
using Bench.Mounts.ToolSources.Building;

namespace Bench.Mounts.ToolSources.Git;

/// <summary>The repository of a tool source, by the <c>git</c> program.</summary>
internal sealed class GitRepository(ToolHost host, ToolSource source)
{
    /// <summary>No questions, messages in English, and nothing of a repository that this process may stand in.</summary>
    private static readonly Dictionary<string, string?> Environment = new(StringComparer.Ordinal)
    {
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["LC_ALL"] = "C",
        ["GIT_DIR"] = null,
        ["GIT_WORK_TREE"] = null,
        ["GIT_INDEX_FILE"] = null,
        ["GIT_OBJECT_DIRECTORY"] = null,
        ["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = null,
        ["GIT_NAMESPACE"] = null,
    };

    private readonly ToolCommands _commands = new(host, Environment);

    /// <summary>All refs, without fetching anything.</summary>
    public async Task<RemoteRefs> ListAsync(CancellationToken cancel)
    {
        Require();
        using var scratch = new Scratch();
        var result = await _commands.RunAsync(
            ["git", "ls-remote", "--quiet", "--", source.Repository],
            scratch.Folder,
            host.Limits.Query,
            cancel
        );
        return result.Succeeded
            ? RemoteRefs.Parse(await File.ReadAllTextAsync(result.OutputPath, cancel))
            : throw Unreachable(result);
    }

    /// <summary>The commit whose hash begins so; null if there is none. Costs a clone without files.</summary>
    /// <exception cref="ToolSourceException">Several begin so.</exception>
    public async Task<string?> FindAbbreviatedAsync(string begin, CancellationToken cancel)
    {
        Require();
        host.Log($"looking up {begin} in {source.Repository}");
        using var scratch = new Scratch();
        var cloned = await _commands.RunAsync(
            [
                "git",
                "clone",
                "--quiet",
                "--bare",
                "--filter=tree:0",
                "--",
                source.Repository,
                "all.git",
            ],
            scratch.Folder,
            host.Limits.Fetch,
            cancel
        );
        if (!cloned.Succeeded)
        {
            throw Unreachable(cloned);
        }
        var listed = await _commands.RunAsync(
            ["git", "-C", "all.git", "rev-list", "--all"],
            scratch.Folder,
            host.Limits.Query,
            cancel
        );
        List<string> found =
        [
            .. File.ReadLines(listed.OutputPath)
                .Where(hash => hash.StartsWith(begin, StringComparison.OrdinalIgnoreCase)),
        ];
        return found.Count <= 1
            ? found.FirstOrDefault()
            : throw new ToolSourceException(
                $"'{begin}' begins {found.Count} commits of {source.Repository}; write more digits"
            );
    }

    /// <summary>Puts the files of a commit into a new folder.</summary>
    /// <exception cref="ToolSourceException">The repository cannot be reached, or has no such commit.</exception>
    public async Task CheckOutAsync(string commit, string folder, CancellationToken cancel)
    {
        Require();
        Directory.CreateDirectory(folder);
        await MustAsync(["git", "init", "--quiet", "."], folder, cancel);
        var one = await FetchAsync(
            ["--depth", "1", "--", source.Repository, commit],
            folder,
            cancel
        );
        if (!one.Succeeded)
        {
            // Some servers give out only what a ref names.
            var all = await FetchAsync(
                ["--", source.Repository, "+refs/*:refs/bench/*"],
                folder,
                cancel
            );
            if (!all.Succeeded)
            {
                throw Unreachable(all);
            }
        }
        var checkedOut = await _commands.RunAsync(
            ["git", "checkout", "--quiet", "--detach", commit],
            folder,
            host.Limits.Fetch,
            cancel
        );
        var head = await _commands.RunAsync(
            ["git", "rev-parse", "--verify", "--quiet", "HEAD^{commit}"],
            folder,
            host.Limits.Query,
            cancel
        );
        var isIt =
            checkedOut.Succeeded
            && string.Equals(
                (await File.ReadAllTextAsync(head.OutputPath, cancel)).Trim(),
                commit,
                StringComparison.Ordinal
            );
        if (!isIt)
        {
            throw new ToolSourceException(
                $"{source.Repository} has no commit {commit}: {checkedOut.Complaint}; "
                    + "was the branch rewritten? name a branch, tag or commit that is there"
            );
        }
    }

    private Task<CommandResult> FetchAsync(
        string[] what,
        string folder,
        CancellationToken cancel
    ) =>
        _commands.RunAsync(
            ["git", "fetch", "--quiet", "--no-tags", .. what],
            folder,
            host.Limits.Fetch,
            cancel
        );

    private async Task MustAsync(string[] command, string folder, CancellationToken cancel)
    {
        var result = await _commands.RunAsync(command, folder, host.Limits.Query, cancel);
        if (!result.Succeeded)
        {
            throw new ToolSourceException(
                $"'{string.Join(' ', command)}' failed with {result.Outcome}: {result.Complaint}"
            );
        }
    }

    private void Require()
    {
        if (_commands.Find("git") is null)
        {
            throw new ToolSourceException(
                $"git is needed to get {source.Name} from {source.Repository}, and is not on the PATH; "
                    + "install git, or name a program in the commit column (path:/… or installed)"
            );
        }
    }

    private ToolSourceException Unreachable(CommandResult result) =>
        new(
            $"the repository {source.Repository} of {source.Name} cannot be read ({result.Outcome}): {result.Complaint}; "
                + "it needs the network and the right to read it; else name another repository by --tool-source, "
                + "or a program in the commit column (path:/… or installed)"
        );
}
