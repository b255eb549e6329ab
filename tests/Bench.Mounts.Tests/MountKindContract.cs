using Bench.Host.Tests;

namespace Bench.Mounts.Tests;

/// <summary>What every kind of mount keeps to. A kind's tests derive from this and say how to make one.</summary>
internal abstract class MountKindContract
{
    private TempFolder _folder = null!;

    protected string Workspace => _folder.File("work");

    protected abstract IMountKind Kind { get; }

    /// <summary>A source that can be mounted, with one file <c>there.txt</c> that holds <c>hello</c>.</summary>
    protected abstract string GoodSource(string scratch);

    /// <summary>A source that cannot.</summary>
    protected abstract string BadSource(string scratch);

    [SetUp]
    public void MakeFolders()
    {
        _folder = new TempFolder();
        Directory.CreateDirectory(Workspace);
    }

    [TearDown]
    public void DeleteFolders() => _folder.Dispose();

    [Test]
    public void It_is_found_by_its_name()
    {
        MountKinds.Find(Kind.Name).ShouldNotBeNull().GetType().ShouldBe(Kind.GetType());
        MountKinds.Names.ShouldContain(Kind.Name);
    }

    [Test]
    public async Task Data_can_be_read_and_written_when_mounting_returns()
    {
        var mounted = await MountAsync(GoodSource(_folder.Root));
        Path.IsPathRooted(mounted.Path).ShouldBeTrue();
        (await File.ReadAllTextAsync(Path.Combine(mounted.Path, "there.txt"))).ShouldBe("hello");
        var mine = Path.Combine(mounted.Path, "mine");
        await File.WriteAllTextAsync(mine, "x");
        File.Delete(mine);
        await mounted.UnmountAsync(CancellationToken.None);
    }

    [Test]
    public async Task Unmounting_leaves_the_data_where_it_is()
    {
        var source = GoodSource(_folder.Root);
        var mounted = await MountAsync(source);
        await File.WriteAllTextAsync(Path.Combine(mounted.Path, "kept"), "kept");
        await mounted.UnmountAsync(CancellationToken.None);
        var again = await MountAsync(source);
        (await File.ReadAllTextAsync(Path.Combine(again.Path, "kept"))).ShouldBe("kept");
        await again.UnmountAsync(CancellationToken.None);
    }

    [Test]
    public async Task Unmounting_twice_does_no_harm()
    {
        var mounted = await MountAsync(GoodSource(_folder.Root));
        await mounted.UnmountAsync(CancellationToken.None);
        await Should.NotThrowAsync(() => mounted.UnmountAsync(CancellationToken.None));
    }

    [Test]
    public async Task What_cannot_be_mounted_is_told_by_its_name()
    {
        var source = BadSource(_folder.Root);
        var error = await Should.ThrowAsync<MountException>(() => MountAsync(source));
        error.Message.ShouldContain(source);
    }

    protected Task<IMounted> MountAsync(string source) =>
        Kind.MountAsync(
            new MountRequest(source, [], Workspace, new Dictionary<string, string?>()),
            CancellationToken.None
        );
}
