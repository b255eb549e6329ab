using Bench.Model.Runs;
using Bench.Mounts.Tests.ToolSources.Releases;
using Bench.Mounts.ToolSources;

namespace Bench.Mounts.Tests.ToolSources;

/// <summary>Whether a program could be had is told without building or downloading it, in every form of the commit column.</summary>
internal sealed class ToolOutlookTests
{
    [TestCase("master")]
    [TestCase("full")]
    [TestCase("short")]
    public async Task A_commit_could_be_built_where_repository_and_programs_are(string form)
    {
        using var bed = await ToolBed.CreateAsync();
        var hash = await bed.CommitAsync("1.0");
        var commit = form switch
        {
            "full" => hash,
            "short" => hash[..8],
            _ => form,
        };
        var outlook = await bed.Provider.LookAsync(commit, default);
        outlook.Path.ShouldBeNull();
        outlook.Words.ShouldBe(
            $"would be built with sh at {(form == "short" ? commit : hash)} of {bed.Repository}"
        );
        bed.Builds.ShouldBe(0);
        Directory.Exists(bed.Cache).ShouldBeFalse();
    }

    [Test]
    public async Task What_was_built_before_needs_neither_repository_nor_programs()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await bed.CommitAsync("1.0");
        var tool = await bed.Provider.GetAsync(commit, default);
        (await bed.Provider.LookAsync("master", default)).ShouldBe(Of(tool));
        Directory.Delete(bed.Repository, recursive: true);
        var provider = new ToolProvider(bed.HostWithPath(bed.PathOf("setpriv")), bed.Source);
        (await provider.LookAsync(commit, default)).ShouldBe(Of(tool));
        bed.Builds.ShouldBe(1);
    }

    [Test]
    public async Task The_go_of_a_build_is_named()
    {
        using var bed = await ToolBed.CreateAsync();
        await bed.CommitAsync("1.0");
        var path = bed.PathOf("git", "sh", "setpriv");
        var go = Path.Combine(path, "go");
        await File.WriteAllTextAsync(go, "#!/bin/sh\necho go version go1.24.3 linux/amd64\n");
        File.SetUnixFileMode(go, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var source = bed.Source with
        {
            Build =
            [
                ["go", "build"],
            ],
        };
        var outlook = await new ToolProvider(bed.HostWithPath(path), source).LookAsync(
            "master",
            default
        );
        outlook.Words.ShouldStartWith("would be built with Go 1.24.3 at ");
    }

    [Test]
    public async Task All_that_is_missing_is_told_at_once()
    {
        using var bed = await ToolBed.CreateAsync();
        var host = bed.HostWithPath(bed.PathOf("git", "setpriv"));
        var source = bed.Source with
        {
            Build =
            [
                ["go", "build"],
            ],
        };
        (await FailAsync(host, source, "master")).ShouldContain("has no branch, tag or commit");
        await bed.CommitAsync("1.0");
        (await FailAsync(host, source, "master")).ShouldContain(
            "building tool needs go, not found"
        );
        (await FailAsync(host, source, "absent")).ShouldContain(
            "no branch, tag or commit 'absent'"
        );
        Directory.Delete(bed.Repository, recursive: true);
        var both = await FailAsync(host, source, new string('a', 40));
        both.ShouldContain("cannot be read");
        both.ShouldContain("also missing on the PATH: go");
        var bare = bed.HostWithPath(bed.PathOf("setpriv"));
        (await FailAsync(bare, source, "master")).ShouldContain("git is needed");
    }

    [Test]
    public async Task A_release_is_asked_for_and_not_downloaded()
    {
        using var bed = await ToolBed.CreateAsync();
        using var server = new ReleaseServer();
        var source = bed.Source with
        {
            Release = new ToolRelease { Url = server.Base + "/v{version}", Artefact = "tool" },
        };
        server.Files["/v1.2.3"] = "#!/bin/sh\necho tool version 1.2.3\n"u8.ToArray();
        var host = bed.HostWithPath(bed.PathOf("sh", "setpriv"));
        var provider = new ToolProvider(host, source);
        (await provider.LookAsync("v1.2.3", default)).Words.ShouldBe(
            $"would be downloaded from {server.Base}/v1.2.3"
        );
        Directory.Exists(bed.Cache).ShouldBeFalse();
        (await FailAsync(host, source, "1.2.4")).ShouldContain("there is no release at");
        var tool = await provider.GetAsync("version:1.2.3", default);
        var asked = server.Asked.Count;
        (await provider.LookAsync("v1.2.3", default)).ShouldBe(Of(tool));
        server.Asked.Count.ShouldBe(asked, "it is in the cache");
    }

    [Test]
    public async Task A_package_that_cannot_be_unpacked_here_is_told()
    {
        using var bed = await ToolBed.CreateAsync();
        var source = bed.Source with
        {
            Release = new ToolRelease { Url = "http://127.0.0.1:1/{version}.deb", Artefact = "x" },
        };
        (await FailAsync(bed.HostWithPath(bed.PathOf("setpriv")), source, "1.2.3")).ShouldContain(
            "needs dpkg-deb"
        );
        (
            await FailAsync(bed.HostWithPath(bed.PathOf("setpriv", "dpkg-deb")), source, "1.2.3")
        ).ShouldContain("it needs the network");
    }

    [Test]
    public async Task A_cache_that_every_user_may_write_to_is_told()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await bed.CommitAsync("1.0");
        Directory.CreateDirectory(bed.Cache);
        File.SetUnixFileMode(bed.Cache, (UnixFileMode)0b111_111_111);
        (await FailAsync(bed.Host, bed.Source, commit)).ShouldContain("every user may write");
    }

    private static ToolOutlook Of(Tool tool) => new(tool.Path, $"{tool.Version}, {tool.Path}");

    private static async Task<string> FailAsync(ToolHost host, ToolSource source, string commit) =>
        (
            await Should.ThrowAsync<ToolSourceException>(() =>
                new ToolProvider(host, source).LookAsync(commit, default)
            )
        ).Message;
}
