using System.Text.Json;
using Bench.Host.Processes;
using Bench.Mounts.ToolSources;

namespace Bench.Mounts.Tests.ToolSources.Building;

internal sealed class CommitBuildTests
{
    [Test]
    public async Task A_commit_is_built_once_and_said_what_it_is()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await bed.CommitAsync("1.5");
        var tool = await bed.Provider.GetAsync(commit, CancellationToken.None);
        (await bed.RunAsync(tool)).ShouldBe("tool version 1.5 (test)");
        tool.Facts.ShouldBe(
            new Dictionary<string, string>
            {
                ["tool"] = "1.5",
                ["tool_sha256"] = tool.Sha256,
                ["tool_commit"] = commit,
            },
            ignoreOrder: true
        );
        Path.GetDirectoryName(Path.GetDirectoryName(tool.Path))
            .ShouldBe(Path.Combine(bed.Cache, "tool"));
        using var manifest = JsonDocument.Parse(
            await File.ReadAllTextAsync(Beside(tool, "manifest.json"))
        );
        manifest.RootElement.GetProperty("sha256").GetString().ShouldBe(tool.Sha256);
        manifest.RootElement.GetProperty("commit").GetString().ShouldBe(commit);
        manifest.RootElement.GetProperty("origin").GetString().ShouldBe(bed.Repository);
        File.Exists(Beside(tool, "build.log")).ShouldBeTrue();

        // Neither another provider nor the same one builds again.
        (await bed.Provider.GetAsync(commit, CancellationToken.None)).ShouldBe(tool);
        bed.Builds.ShouldBe(1);
        Leftovers(bed).ShouldBeEmpty();
    }

    [Test]
    public async Task What_goes_into_a_build_tells_programs_apart()
    {
        using var bed = await ToolBed.CreateAsync();
        var first = await bed.CommitAsync("1.0");
        var second = await bed.CommitAsync("2.0");
        var other = new ToolProvider(
            bed.Host,
            bed.Source with
            {
                Build =
                [
                    ["sh", "build.sh"],
                    ["sh", "-c", "echo '# {commit}' >> out/tool"],
                ],
            }
        );
        var tools = new[]
        {
            await bed.Provider.GetAsync(first, CancellationToken.None),
            await bed.Provider.GetAsync(second, CancellationToken.None),
            await other.GetAsync(second, CancellationToken.None),
        };
        tools.Select(tool => tool.Path).ShouldBeUnique();
        tools.Select(tool => tool.Sha256).ShouldBeUnique();
        (await File.ReadAllTextAsync(tools[2].Path)).ShouldContain($"# {second}");
    }

    [Test]
    public async Task A_commit_that_no_ref_names_any_more_is_still_found()
    {
        using var bed = await ToolBed.CreateAsync();
        await bed.CommitAsync("1.0");
        var gone = await bed.CommitAsync("1.1");
        await bed.GitAsync("reset", "--quiet", "--hard", "HEAD~1");
        await bed.CommitAsync("2.0");
        var tool = await bed.Provider.GetAsync(gone, CancellationToken.None);
        tool.Version.ShouldBe("1.1");
    }

    [Test]
    public async Task Children_carry_the_owners_mark_and_the_sources_variables()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await bed.CommitAsync("1.0");
        var runner = new CountingRunner(bed.Host.Processes);
        var host = bed.Host with
        {
            Processes = runner,
            Environment = new Dictionary<string, string?> { [OwnerMark.Variable] = "r/vm-1/1" },
        };
        await new ToolProvider(host, bed.Source).GetAsync(commit, CancellationToken.None);
        runner.Specs.ShouldAllBe(spec => spec.Environment[OwnerMark.Variable] == "r/vm-1/1");
        runner.Specs.ShouldContain(spec =>
            spec.FileName == "sh" && spec.Environment["COUNT"] != null
        );
    }

    [Test]
    public async Task An_unknown_commit_is_told()
    {
        using var bed = await ToolBed.CreateAsync();
        await bed.CommitAsync("1.0");
        var commit = new string('a', 40);
        var error = await FailAsync(bed.Provider, commit);
        error.Message.ShouldContain($"{bed.Repository} has no commit {commit}");
        bed.Builds.ShouldBe(0);
        Leftovers(bed).ShouldBeEmpty();
    }

    [Test]
    public async Task A_build_that_fails_is_told_with_the_end_of_its_log()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await bed.CommitFileAsync(
            "build.sh",
            "for i in $(seq 500); do echo line $i; done\necho main.go:7: undefined: frobnicate >&2\nexit 3\n"
        );
        var error = await FailAsync(bed.Provider, commit);
        error.Message.ShouldContain($"building tool at {commit[..12]} failed");
        error.Message.ShouldContain("'sh build.sh' ended with exit code 3");
        error.Message.ShouldContain("main.go:7: undefined: frobnicate");
        error.Message.ShouldNotContain("line 1 ");
        error.Message.ShouldNotContain('\n');
        var log = Directory.GetFiles(Path.Combine(bed.Cache, "tool"), "*.failed.log").Single();
        error.Message.ShouldContain(log);
        (await File.ReadAllTextAsync(log)).ShouldContain("line 1\n");
        Leftovers(bed).ShouldBeEmpty();
    }

    [Test]
    public async Task An_artefact_that_is_not_there_is_told()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await bed.CommitAsync("1.0");
        var provider = new ToolProvider(bed.Host, bed.Source with { Artefact = "bin/tool" });
        var error = await FailAsync(provider, commit);
        error.Message.ShouldContain("left no file bin/tool");
        error.Message.ShouldContain("correct the artefact");
    }

    [Test]
    public async Task A_build_that_takes_too_long_is_ended()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await bed.CommitAsync("1.0");
        await File.WriteAllTextAsync(bed.Block, "");
        var limits = new ToolLimits { Build = TimeSpan.FromMilliseconds(300) };
        var error = await FailAsync(
            new ToolProvider(bed.Host with { Limits = limits }, bed.Source),
            commit
        );
        error.Message.ShouldContain("ended after its time limit");
    }

    [Test]
    public async Task Without_git_it_is_told_what_is_needed()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await bed.CommitAsync("1.0");
        var host = bed.HostWithPath(bed.PathOf());
        var error = await FailAsync(new ToolProvider(host, bed.Source), commit);
        error.Message.ShouldContain("git is needed");
        error.Message.ShouldContain("also missing on the PATH: sh");
        error.Message.ShouldContain("install git");
    }

    [Test]
    public async Task Without_the_builds_program_it_is_told_what_is_needed()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await bed.CommitAsync("1.0");
        var host = bed.HostWithPath(bed.PathOf("git", "setpriv"));
        var error = await FailAsync(new ToolProvider(host, bed.Source), commit);
        error.Message.ShouldContain("building tool needs sh, not found on the PATH");
    }

    private static string Beside(Tool tool, string name) =>
        Path.Combine(Path.GetDirectoryName(tool.Path)!, name);

    private static Task<ToolSourceException> FailAsync(ToolProvider provider, string commit) =>
        Should.ThrowAsync<ToolSourceException>(() =>
            provider.GetAsync(commit, CancellationToken.None)
        );

    private static string[] Leftovers(ToolBed bed) =>
        Directory.GetDirectories(Path.Combine(bed.Cache, "tool"), "*.tmp");
}
