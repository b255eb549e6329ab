using Bench.Mounts.ToolSources;

namespace Bench.Mounts.Tests.ToolSources;

internal sealed class ToolProviderTests
{
    [Test]
    public async Task A_path_is_used_as_it_is()
    {
        using var bed = await ToolBed.CreateAsync();
        var path = Install(bed.Root, "3.1.4");
        var tool = await bed.Provider.GetAsync($"path:{path}", CancellationToken.None);
        (tool.Path, tool.Version, tool.Commit).ShouldBe((path, "3.1.4", null));
        tool.Sha256.Length.ShouldBe(64);
        tool.Facts.Keys.ShouldBe(["tool", "tool_sha256"], ignoreOrder: true);
        Directory.Exists(bed.Cache).ShouldBeFalse();
    }

    [Test]
    public async Task A_path_is_looked_at_again_when_the_file_changed()
    {
        using var bed = await ToolBed.CreateAsync();
        var provider = bed.Provider;
        var path = Install(bed.Root, "3.1.4");
        await provider.GetAsync($"path:{path}", CancellationToken.None);
        Install(bed.Root, "3.10.5");
        (await provider.GetAsync($"path:{path}", CancellationToken.None)).Version.ShouldBe(
            "3.10.5"
        );
    }

    [TestCase("absent")]
    [TestCase("plain.txt")]
    public async Task A_path_without_a_program_is_told(string name)
    {
        using var bed = await ToolBed.CreateAsync();
        await File.WriteAllTextAsync(bed.InFolder("plain.txt"), "not executable");
        var error = await FailAsync(bed.Provider, $"path:{bed.InFolder(name)}");
        error.Message.ShouldContain(bed.InFolder(name));
        error.Message.ShouldContain("correct the path");
    }

    [Test]
    public async Task What_is_installed_is_used_and_its_version_recorded()
    {
        using var bed = await ToolBed.CreateAsync();
        var path = bed.PathOf("sh", "setpriv");
        Install(path, "1.2.3");
        var provider = new ToolProvider(bed.HostWithPath(path), bed.Source);
        foreach (var commit in new[] { "installed", "version:1.2.3" })
        {
            var tool = await provider.GetAsync(commit, CancellationToken.None);
            (tool.Path, tool.Version).ShouldBe((Path.Combine(path, "tool"), "1.2.3"));
        }
    }

    [Test]
    public async Task What_is_not_installed_is_told()
    {
        using var bed = await ToolBed.CreateAsync();
        var provider = new ToolProvider(bed.HostWithPath(bed.PathOf("sh", "setpriv")), bed.Source);
        (await FailAsync(provider, "installed")).Message.ShouldContain("there is none");
        (await FailAsync(provider, "version:1.2.3")).Message.ShouldContain(
            "tool 1.2.3 is wanted, there is none on the PATH"
        );
    }

    [Test]
    public async Task Another_version_than_the_wanted_one_is_not_used()
    {
        using var bed = await ToolBed.CreateAsync();
        var path = bed.PathOf("sh", "setpriv");
        Install(path, "1.2.30");
        var error = await FailAsync(
            new ToolProvider(bed.HostWithPath(path), bed.Source),
            "version:1.2.3"
        );
        error.Message.ShouldContain("tool is 1.2.30");
    }

    [Test]
    public async Task A_ref_that_was_never_resolved_is_refused()
    {
        using var bed = await ToolBed.CreateAsync();
        await bed.CommitAsync("1.0");
        (await FailAsync(bed.Provider, "master")).Message.ShouldContain("never resolved");
        bed.Builds.ShouldBe(0);
    }

    [Test]
    public async Task A_program_that_does_not_tell_its_version_is_used_all_the_same()
    {
        using var bed = await ToolBed.CreateAsync();
        var path = Install(bed.Root, "1", "exit 1");
        var tool = await bed.Provider.GetAsync($"path:{path}", CancellationToken.None);
        tool.Version.ShouldBeNull();
        tool.Facts["tool"].ShouldBe("unknown");
    }

    private static string Install(string folder, string version, string then = "exit 0")
    {
        var path = Path.Combine(folder, "tool");
        File.WriteAllText(
            path,
            $"#!/bin/sh\necho 'tool version {version} (Go version go1.22)'\n{then}\n"
        );
        File.SetUnixFileMode(
            path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        return path;
    }

    private static Task<ToolSourceException> FailAsync(ToolProvider provider, string commit) =>
        Should.ThrowAsync<ToolSourceException>(() =>
            provider.GetAsync(commit, CancellationToken.None)
        );
}
