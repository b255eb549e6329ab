using System.Diagnostics;
using System.Globalization;
using Bench.Host.Processes;
using Bench.Host.Tests;
using Bench.Mounts.ToolSources;

namespace Bench.Mounts.Tests.ToolSources.Building;

internal sealed class ToolStoreTests
{
    [Test]
    public async Task Workers_that_want_the_same_at_once_build_it_once()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await bed.CommitAsync("1.0");
        string[] outputs = [bed.InFolder("a"), bed.InFolder("b"), bed.InFolder("c")];
        var runner = new ProcessRunner();
        var exits = await Task.WhenAll(
            outputs.Select(output => runner.Start(ToolProgram.Spec(bed, commit, output)).Completion)
        );
        exits.ShouldAllBe(exit => exit.Succeeded);
        var got = outputs.Select(File.ReadAllText).Distinct().ToList();
        var tool = await bed.Provider.GetAsync(commit, CancellationToken.None);
        got.ShouldBe([$"{tool.Path} {tool.Sha256}"]);
        bed.Builds.ShouldBe(1);
    }

    [TestCase(
        true,
        TestName = "A_worker_killed_in_the_middle_of_a_build_leaves_nothing_that_is_used"
    )]
    [TestCase(false, TestName = "A_build_killed_in_the_middle_leaves_nothing_that_is_used")]
    public async Task Killed_in_the_middle_of_a_build(bool worker)
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await bed.CommitAsync("1.0");
        await File.WriteAllTextAsync(bed.Block, "");
        var output = bed.InFolder("killed");
        var process = new ProcessRunner().Start(ToolProgram.Spec(bed, commit, output));
        var build = int.Parse(await Until.TextAsync(bed.Blocked), CultureInfo.InvariantCulture);
        var isGone = () => !Directory.Exists($"/proc/{build}");

        Process.GetProcessById(worker ? process.Pid : build).Kill();

        var exit = await process.Completion;
        exit.Succeeded.ShouldBeFalse();
        await Until.TrueAsync(isGone, "the build is gone with its worker");
        File.Exists(output).ShouldBeFalse();
        await process.StopAsync(TimeSpan.FromSeconds(1));
        if (!worker)
        {
            (await File.ReadAllTextAsync($"{output}.log")).ShouldContain("signal 9 (SIGKILL)");
        }

        var tool = await bed.Provider.GetAsync(commit, CancellationToken.None);
        (await bed.RunAsync(tool)).ShouldBe("tool version 1.0 (test)");
        bed.Builds.ShouldBe(2);
        Directory.GetDirectories(Path.Combine(bed.Cache, "tool")).Length.ShouldBe(1);
    }

    [Test]
    public async Task A_cancelled_build_leaves_nothing()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await bed.CommitAsync("1.0");
        await File.WriteAllTextAsync(bed.Block, "");
        using var cancel = new CancellationTokenSource();
        var getting = bed.Provider.GetAsync(commit, cancel.Token);
        var build = int.Parse(await Until.TextAsync(bed.Blocked), CultureInfo.InvariantCulture);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => getting);
        Directory.Exists($"/proc/{build}").ShouldBeFalse();
        Directory.GetDirectories(Path.Combine(bed.Cache, "tool")).ShouldBeEmpty();
    }

    [TestCase("tool", "#!/bin/sh\necho evil\n")]
    [TestCase("tool", "")]
    [TestCase("manifest.json", "{")]
    [TestCase("manifest.json", "{\"schema\":\"bench.tool/2\"}")]
    public async Task What_was_tampered_with_is_built_again_and_never_used(
        string name,
        string content
    )
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await bed.CommitAsync("1.0");
        var provider = bed.Provider;
        var tool = await provider.GetAsync(commit, CancellationToken.None);
        await File.WriteAllTextAsync(
            Path.Combine(Path.GetDirectoryName(tool.Path)!, name),
            content
        );
        // One that has it already is not fooled either, where the program itself changed.
        var again = await (name == "tool" ? provider : bed.Provider).GetAsync(
            commit,
            CancellationToken.None
        );
        again.ShouldBe(tool);
        (await bed.RunAsync(again)).ShouldBe("tool version 1.0 (test)");
        bed.Builds.ShouldBe(2);
    }

    [Test]
    public async Task A_program_that_is_gone_is_built_again()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await bed.CommitAsync("1.0");
        var tool = await bed.Provider.GetAsync(commit, CancellationToken.None);
        File.Delete(tool.Path);
        (await bed.Provider.GetAsync(commit, CancellationToken.None)).ShouldBe(tool);
        bed.Builds.ShouldBe(2);
    }

    [Test]
    public async Task A_cache_that_everybody_may_write_to_is_refused()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await bed.CommitAsync("1.0");
        Directory.CreateDirectory(bed.Cache);
        File.SetUnixFileMode(
            bed.Cache,
            UnixFileMode.UserRead
                | UnixFileMode.UserWrite
                | UnixFileMode.UserExecute
                | UnixFileMode.OtherWrite
        );
        var error = await Should.ThrowAsync<ToolSourceException>(() =>
            bed.Provider.GetAsync(commit, CancellationToken.None)
        );
        error.Message.ShouldContain(bed.Cache);
        error.Message.ShouldContain("--tool-cache");
    }

    [Test]
    public async Task A_cache_that_cannot_be_made_is_told()
    {
        using var bed = await ToolBed.CreateAsync();
        var commit = await bed.CommitAsync("1.0");
        await File.WriteAllTextAsync(bed.Cache, "a file");
        var error = await Should.ThrowAsync<ToolSourceException>(() =>
            bed.Provider.GetAsync(commit, CancellationToken.None)
        );
        error.Message.ShouldContain("cannot be used");
    }
}
