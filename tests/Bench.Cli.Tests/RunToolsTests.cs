using Bench.Cli.Output;
using Bench.Cli.Tests.Output;
using Bench.Host.Tests;
using Bench.Model.Runs;
using Bench.Mounts.ToolSources;

namespace Bench.Cli.Tests;

/// <summary>The mount tool's programs are there, or the run ends before anything is written.</summary>
internal sealed class RunToolsTests
{
    private TempFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TempFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task A_repository_out_of_reach_ends_a_run_with_exit_code_3()
    {
        var (code, errors) = await GuardAsync(() =>
            RunTools.ResolveAsync(Config("master"), TimeProvider.System, default)
        );
        code.ShouldBe(3);
        errors.ShouldContain(_folder.File("absent"));
        errors.ShouldContain("it needs the network");
        errors.ShouldContain("path:/… or installed");
        Directory.GetFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Test]
    public async Task A_program_that_is_not_installed_ends_a_run_with_exit_code_3()
    {
        var config = await RunTools.ResolveAsync(Config("installed"), TimeProvider.System, default);
        var (code, errors) = await GuardAsync(() =>
            RunTools.GetAsync(config, TimeProvider.System, TextWriter.Null, default)
        );
        code.ShouldBe(3);
        errors.ShouldContain("no-such-tool on the PATH");
        Directory.GetFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Test]
    public async Task A_plan_is_printed_offline_with_what_is_not_resolved()
    {
        var (config, reason) = await RunTools.TryResolveAsync(
            Config("master"),
            TimeProvider.System,
            default
        );
        config.Configs.ShouldAllBe(one => one.ResolvedCommit == null);
        reason!.ShouldContain(_folder.File("absent"));
        using var output = new StringWriter { NewLine = "\n" };
        PlanTools.Write(output, config, reason);
        var printed = output.ToString();
        printed.ShouldContain("no-such-tool resolved");
        printed.ShouldContain("master  unresolved");
        printed.ShouldContain($"unresolved: {reason}");
        PlanTools.Of(config)!.ShouldAllBe(tool => tool.ResolvedCommit == null);
    }

    [Test]
    public async Task A_plan_shows_what_commits_mean()
    {
        var hash = new string('a', 40);
        var (config, reason) = await RunTools.TryResolveAsync(
            Config(hash),
            TimeProvider.System,
            default
        );
        reason.ShouldBeNull();
        PlanTools.Of(config)!.ShouldAllBe(tool => tool.ResolvedCommit == hash);
    }

    [Test]
    public async Task A_tool_source_with_mistakes_starts_nothing()
    {
        using var files = new InputFiles();
        var source = _folder.File("tool.yaml");
        await File.WriteAllTextAsync(source, "name: gcsfuse\nrepo: x\n");
        var outcome = await CommandLine.RunAsync(
            files.With("run", "--artifacts", files.Artifacts, "--tool-source", source)
        );
        outcome.Code.ShouldBe(2);
        outcome.Errors.ShouldContain($"{source}:2: 'repo' is not known here");
        outcome.Errors.ShouldContain("column repository: is missing");
        Directory.Exists(files.Artifacts).ShouldBeFalse();
    }

    [Test]
    public async Task A_tool_source_for_a_folder_is_refused()
    {
        using var files = new InputFiles();
        var source = _folder.File("tool.yaml");
        await File.WriteAllTextAsync(
            source,
            "name: directory\nrepository: x\nbuild: [[make]]\nartefact: x\n"
        );
        var outcome = await CommandLine.RunAsync(files.With("plan", "--tool-source", source));
        outcome.Code.ShouldBe(2);
        outcome.Errors.ShouldContain("mount kind 'directory' runs no program");
    }

    private RunConfig Config(string commit)
    {
        var config = Samples.Running.Config;
        return config with
        {
            Configs = [.. config.Configs.Select(one => one with { Commit = commit })],
            Options = config.Options with
            {
                ToolCache = _folder.File("cache"),
                ToolSource = BuiltInSources.Gcsfuse with
                {
                    Name = "no-such-tool",
                    Repository = _folder.File("absent"),
                },
            },
        };
    }

    private static async Task<(int Code, string Errors)> GuardAsync(Func<Task> work)
    {
        using var errors = new StringWriter { NewLine = "\n" };
        var code = await UserErrors.GuardAsync(
            async () =>
            {
                await work();
                return 0;
            },
            errors
        );
        return (code, errors.ToString());
    }
}
