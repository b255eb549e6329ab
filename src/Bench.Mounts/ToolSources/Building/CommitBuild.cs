using System.Globalization;
using Bench.Host.Processes;
using Bench.Model.Runs;
using Bench.Mounts.ToolSources.Git;

namespace Bench.Mounts.ToolSources.Building;

/// <summary>Builds a tool source's program at a commit.</summary>
internal sealed class CommitBuild(ToolHost host, ToolSource source, ToolStore store)
{
    private const string Go = "go";
    private const int ShortHash = 12;

    public Task<Tool> GetAsync(string commit, CancellationToken cancel)
    {
        var key = KeyOf(commit);
        return store.GetAsync(key, (work, token) => MakeAsync(commit, key, work, token), cancel);
    }

    /// <summary>The program if it was built before; null if it was not.</summary>
    public Task<Tool?> FindAsync(string commit, CancellationToken cancel) =>
        store.FindAsync(KeyOf(commit), cancel);

    /// <summary>All that decides what comes out. The ref that it was resolved from does not.</summary>
    private string KeyOf(string commit) =>
        FileDigest.KeyOf([
            [source.Repository, commit, source.Artefact],
            .. source.Build,
            [
                .. (source.Environment ?? new Dictionary<string, string>())
                    .OrderBy(one => one.Key, StringComparer.Ordinal)
                    .Select(one => $"{one.Key}={one.Value}"),
            ],
        ]);

    private async Task<MadeTool> MakeAsync(
        string commit,
        string key,
        string work,
        CancellationToken cancel
    )
    {
        var what = $"building {source.Name} at {commit[..ShortHash]}";
        host.Log($"{what} from {source.Repository}");
        var checkout = Path.Combine(work, "source");
        var commands = new ToolCommands(host, Variables(commit));
        await CheckOutAsync(commit, checkout, commands, cancel);
        var go = Toolchain();
        if (UsesGo)
        {
            await go.CheckAsync(what, checkout, cancel);
        }
        var log = Path.Combine(work, "build.log");
        foreach (var command in source.Build)
        {
            await RunAsync(
                new Step(what, key, [.. command.Select(word => Fill(word, commit))]),
                checkout,
                commands,
                go,
                cancel
            );
            await AppendAsync(log, checkout, cancel);
        }
        return new MadeTool
        {
            Path = Artefact(what, checkout),
            Origin = source.Repository,
            Commit = commit,
            LogPath = log,
            VersionAsync = new ProgramVersion(host, source).ReadAsync,
        };
    }

    /// <summary>
    /// Whether a build could begin: its programs are here, and the repository answers. Which Go it wants is known only
    /// once the commit is there.
    /// </summary>
    /// <param name="ask">Asks the repository.</param>
    /// <returns>What it would be built with.</returns>
    /// <exception cref="ToolSourceException">Something is missing; all of it is told at once.</exception>
    public async Task<string> CheckAsync(
        Func<CancellationToken, Task> ask,
        CancellationToken cancel
    )
    {
        var commands = new ToolCommands(host, Variables(""));
        var missing = Missing(commands);
        try
        {
            await ask(cancel);
        }
        catch (ToolSourceException e) when (missing.Count > 0)
        {
            throw AlsoMissing(e, missing);
        }
        Require(missing);
        using var scratch = new Scratch();
        return UsesGo ? $"Go {await Toolchain().FoundAsync(scratch.Folder, cancel)}"
            : source.Build.Count > 0 ? source.Build[0][0]
            : source.Artefact;
    }

    private GoToolchain Toolchain() =>
        new(
            new ToolCommands(host, new Dictionary<string, string?> { ["GOTOOLCHAIN"] = "local" }),
            host.Limits.Version
        );

    private bool UsesGo =>
        source.Build.Any(command => string.Equals(command[0], Go, StringComparison.Ordinal));

    private sealed record Step(string What, string Key, IReadOnlyList<string> Command);

    /// <summary>When the repository cannot be had either, what else is missing is told at once.</summary>
    private async Task CheckOutAsync(
        string commit,
        string checkout,
        ToolCommands commands,
        CancellationToken cancel
    )
    {
        var missing = Missing(commands);
        try
        {
            await new GitRepository(host, source).CheckOutAsync(commit, checkout, cancel);
        }
        catch (ToolSourceException e) when (missing.Count > 0)
        {
            throw AlsoMissing(e, missing);
        }
        // The want of Go is told with the version that the checkout asks for.
        missing.Remove(Go);
        Require(missing);
    }

    /// <summary>The programs of the build commands that are not on the PATH.</summary>
    private List<string> Missing(ToolCommands commands) =>
        [
            .. source
                .Build.Select(command => command[0])
                .Where(program => !program.Contains('/', StringComparison.Ordinal))
                .Where(program => commands.Find(program) is null)
                .Distinct(StringComparer.Ordinal),
        ];

    private static ToolSourceException AlsoMissing(
        ToolSourceException unreachable,
        List<string> missing
    ) =>
        new(
            $"{unreachable.Message}; also missing on the PATH: {string.Join(", ", missing)}",
            unreachable
        );

    private void Require(List<string> missing)
    {
        if (missing.Count > 0)
        {
            throw new ToolSourceException(
                $"building {source.Name} needs {string.Join(", ", missing)}, not found on the PATH; "
                    + "install what is missing, or name a program in the commit column (path:/… or installed)"
            );
        }
    }

    private async Task RunAsync(
        Step step,
        string checkout,
        ToolCommands commands,
        GoToolchain go,
        CancellationToken cancel
    )
    {
        var output = OutputOf(checkout);
        var result = await commands.RunAsync(
            step.Command,
            checkout,
            output,
            output,
            host.Limits.Build,
            cancel
        );
        if (result.Succeeded)
        {
            return;
        }
        var log = store.FailedLog(step.Key);
        File.Copy(output, log, overwrite: true);
        var hint = UsesGo ? await go.HintAsync(checkout, cancel) : "";
        throw new ToolSourceException(
            $"{step.What} failed: '{string.Join(' ', step.Command)}' {Ended(result)}{hint}; "
                + $"the whole log is {log}, its end: {Tail(output)}"
        );
    }

    private static string Ended(CommandResult result) =>
        result.Outcome.StartsWith("ended", StringComparison.Ordinal)
            ? result.Outcome
            : $"ended with {result.Outcome}";

    /// <summary>The last lines on one line, as messages are.</summary>
    private static string Tail(string output)
    {
        const int mostLines = 20;
        return string.Join(
            " | ",
            OutputTail
                .Read(output, maxBytes: 2048)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .TakeLast(mostLines)
        );
    }

    private static string OutputOf(string checkout) => $"{checkout}.build.out";

    private static async Task AppendAsync(string log, string checkout, CancellationToken cancel)
    {
        await using var from = File.OpenRead(OutputOf(checkout));
        await using var to = new FileStream(log, FileMode.Append);
        await from.CopyToAsync(to, cancel);
    }

    private string Artefact(string what, string checkout)
    {
        var path = Path.Combine(checkout, source.Artefact);
        return File.Exists(path)
            ? path
            : throw new ToolSourceException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what} left no file {source.Artefact} behind, though its {source.Build.Count} commands succeeded; "
                ) + "correct the artefact of the tool source"
            );
    }

    private Dictionary<string, string?> Variables(string commit) =>
        (source.Environment ?? new Dictionary<string, string>()).ToDictionary(
            one => one.Key,
            one => (string?)Fill(one.Value, commit),
            StringComparer.Ordinal
        );

    private static string Fill(string text, string commit) =>
        text.Replace("{commit}", commit, StringComparison.Ordinal);
}
