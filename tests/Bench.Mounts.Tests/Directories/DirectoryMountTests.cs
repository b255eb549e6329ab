using Bench.Mounts.Directories;

namespace Bench.Mounts.Tests.Directories;

internal sealed class DirectoryMountTests : MountKindContract
{
    protected override IMountKind Kind { get; } = new DirectoryMount();

    protected override Task<string> GoodSourceAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Scratch, "data")).FullName;
        File.WriteAllText(Path.Combine(folder, "there.txt"), "hello");
        return Task.FromResult(folder);
    }

    /// <summary>A file stands where the folder would be.</summary>
    protected override Task<string> BadSourceAsync()
    {
        var file = Path.Combine(Scratch, "file");
        File.WriteAllText(file, "");
        return Task.FromResult(file);
    }

    [Test]
    public async Task A_folder_that_is_not_there_is_made()
    {
        var folder = Path.Combine(Workspace, "new", "data");
        var mounted = await MountAsync(folder);
        mounted.Path.ShouldBe(folder);
        Directory.Exists(folder).ShouldBeTrue();
    }

    [Test]
    public async Task A_folder_that_cannot_be_made_is_told()
    {
        var error = await Should.ThrowAsync<MountException>(() => MountAsync("/proc/no/such"));
        error.Message.ShouldContain("/proc/no/such");
    }

    [Test]
    public async Task It_mounts_nothing_so_unmounting_undoes_nothing_and_no_tool_is_named()
    {
        var before = await File.ReadAllTextAsync("/proc/self/mountinfo");
        var mounted = await MountAsync(Path.Combine(Workspace, "d"));
        (await File.ReadAllTextAsync("/proc/self/mountinfo")).ShouldBe(before);
        await mounted.UnmountAsync(CancellationToken.None);
        Directory.Exists(mounted.Path).ShouldBeTrue();
        mounted.Tools.ShouldBeEmpty();
        Kind.TakesArguments.ShouldBeFalse();
    }

    [Test]
    public void Other_kinds_are_not_known()
    {
        MountKinds.Find("no-such-kind").ShouldBeNull();
    }
}
