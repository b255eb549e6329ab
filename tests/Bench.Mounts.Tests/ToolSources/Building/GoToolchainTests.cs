using Bench.Model.Runs;
using Bench.Mounts.ToolSources;
using Bench.Mounts.ToolSources.Building;

namespace Bench.Mounts.Tests.ToolSources.Building;

internal sealed class GoToolchainTests
{
    private const string Program = """
        package main

        import "fmt"

        var gcsfuseVersion = "unknown"

        func main() { fmt.Printf("gcsfuse version %s (Go version go1)\n", gcsfuseVersion) }

        """;

    [Test]
    public async Task The_built_in_source_stamps_the_commit_into_the_program()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await CommitAsync(bed, go: "1.16");
        var tool = await new ToolProvider(bed.Host, Gcsfuse(bed)).GetAsync(
            commit,
            CancellationToken.None
        );
        tool.Facts["gcsfuse"].ShouldBe(commit);
        tool.Facts["gcsfuse_commit"].ShouldBe(commit);
        Path.GetFileName(tool.Path).ShouldBe("gcsfuse");
    }

    [Test]
    public async Task A_missing_go_is_told_with_the_version_that_is_wanted()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await CommitAsync(bed, go: "1.24.0");
        var host = bed.HostWithPath(bed.PathOf("git", "setpriv"));
        var error = await Should.ThrowAsync<ToolSourceException>(() =>
            new ToolProvider(host, Gcsfuse(bed)).GetAsync(commit, CancellationToken.None)
        );
        error.Message.ShouldContain("needs Go 1.24.0 (of its go.mod)");
        error.Message.ShouldContain("no go on the PATH");
        error.Message.ShouldContain("'installed'");
    }

    [Test]
    public async Task A_missing_go_is_told_beside_a_repository_that_cannot_be_read()
    {
        using var bed = await ToolBed.CreateAsync();
        var host = bed.HostWithPath(bed.PathOf("git", "setpriv"));
        var source = Gcsfuse(bed) with { Repository = bed.InFolder("absent") };
        var error = await Should.ThrowAsync<ToolSourceException>(() =>
            new ToolProvider(host, source).GetAsync(new string('a', 40), CancellationToken.None)
        );
        error.Message.ShouldContain(source.Repository);
        error.Message.ShouldContain("also missing on the PATH: go");
    }

    [Test]
    public async Task A_go_that_is_too_old_is_told_with_both_versions()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await CommitAsync(bed, go: "1.24.0");
        var path = bed.PathOf("git", "setpriv", "sh");
        var go = Path.Combine(path, "go");
        await File.WriteAllTextAsync(go, "#!/bin/sh\necho go version go1.19.8 linux/amd64\n");
        File.SetUnixFileMode(go, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var error = await Should.ThrowAsync<ToolSourceException>(() =>
            new ToolProvider(bed.HostWithPath(path), Gcsfuse(bed)).GetAsync(
                commit,
                CancellationToken.None
            )
        );
        error.Message.ShouldContain($"needs Go 1.24.0 (of its go.mod), and {go} is Go 1.19.8");
    }

    [TestCase("module m\n\ngo 1.24.0\n\ntoolchain go1.24.5\n", "1.24.0")]
    [TestCase("module m\ngo 1.17\n", "1.17")]
    [TestCase("module m\n", null)]
    public async Task The_wanted_version_is_that_of_go_mod(string text, string? version)
    {
        using var bed = await ToolBed.CreateAsync();
        await File.WriteAllTextAsync(bed.InFolder("go.mod"), text);
        GoToolchain.Wanted(bed.Root)?.ToString().ShouldBe(version);
    }

    private static ToolSource Gcsfuse(ToolBed bed) =>
        BuiltInSources.Gcsfuse with
        {
            Repository = bed.Repository,
        };

    private static async Task<string> CommitAsync(ToolBed bed, string go)
    {
        await bed.CommitFileAsync("main.go", Program);
        return await bed.CommitFileAsync("go.mod", $"module example.org/m\n\ngo {go}\n");
    }
}
