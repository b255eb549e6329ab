using Bench.Host.Processes;
using Bench.Host.Tests;

namespace Bench.Mounts.Tests;

/// <summary>What every kind of mount keeps to. A kind's tests derive from this and say how to make one.</summary>
internal abstract class MountKindContract
{
    private readonly List<IMounted> _mounted = [];
    private TempFolder _folder = null!;

    protected string Workspace => _folder.File("work");

    protected string Scratch => _folder.Root;

    protected abstract IMountKind Kind { get; }

    /// <summary>The program where it is not that on the PATH.</summary>
    protected virtual string? Program => null;

    protected virtual IReadOnlyDictionary<string, string?> Environment =>
        new Dictionary<string, string?>();

    /// <summary>Arguments of every mount of the contract.</summary>
    protected virtual IReadOnlyList<string> Arguments => [];

    /// <summary>A source that can be mounted, with one file <c>there.txt</c> that holds <c>hello</c>.</summary>
    protected abstract Task<string> GoodSourceAsync();

    /// <summary>A source that cannot.</summary>
    protected abstract Task<string> BadSourceAsync();

    [SetUp]
    public void MakeFolders()
    {
        _folder = new TempFolder();
        Directory.CreateDirectory(Workspace);
    }

    [TearDown]
    public async Task DeleteFoldersAsync()
    {
        foreach (var mounted in _mounted)
        {
            mounted.Abort();
            await mounted.UnmountAsync(new CancellationToken(canceled: true));
        }
        _mounted.Clear();
        _folder.Dispose();
    }

    [Test]
    public void It_is_found_by_its_name()
    {
        MountKinds.Find(Kind.Name).ShouldNotBeNull().GetType().ShouldBe(Kind.GetType());
        MountKinds.Names.ShouldContain(Kind.Name);
    }

    [Test]
    public async Task Data_can_be_read_and_written_when_mounting_returns()
    {
        var mounted = await MountAsync(await GoodSourceAsync());
        Path.IsPathRooted(mounted.Path).ShouldBeTrue();
        (await File.ReadAllTextAsync(Path.Combine(mounted.Path, "there.txt"))).ShouldBe("hello");
        var mine = Path.Combine(mounted.Path, "mine");
        await File.WriteAllTextAsync(mine, "x");
        File.Delete(mine);
        mounted.Death.ShouldBeNull();
        await mounted.UnmountAsync(CancellationToken.None);
    }

    [Test]
    public async Task Unmounting_leaves_the_data_where_it_is()
    {
        var source = await GoodSourceAsync();
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
        var mounted = await MountAsync(await GoodSourceAsync());
        await mounted.UnmountAsync(CancellationToken.None);
        await Should.NotThrowAsync(() => mounted.UnmountAsync(CancellationToken.None));
    }

    [Test]
    public async Task What_cannot_be_mounted_is_told_by_its_name_and_leaves_nothing()
    {
        var source = await BadSourceAsync();
        var before = Mounts();
        var error = await Should.ThrowAsync<MountException>(() => MountAsync(source));
        error.Message.ShouldContain(source);
        Mounts().ShouldBe(before);
    }

    [Test]
    public async Task Tools_are_told_before_anything_is_mounted()
    {
        var tools = await Kind.ToolsAsync(new ProcessRunner(), Program, CancellationToken.None);
        tools.ContainsKey(Kind.Name).ShouldBe(Kind.Program is not null);
        var mounted = await MountAsync(await GoodSourceAsync());
        mounted.Tools.ShouldBe(tools, ignoreOrder: true);
        await mounted.UnmountAsync(CancellationToken.None);
    }

    [Test]
    public async Task Flushing_what_is_flushed_returns()
    {
        var mounted = await MountAsync(await GoodSourceAsync());
        await mounted.FlushAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        mounted.Death.ShouldBeNull();
        await mounted.UnmountAsync(CancellationToken.None);
    }

    [Test]
    public void A_source_of_another_kind_is_refused_with_a_remedy()
    {
        var other = Kind.Schemes.Count == 0 ? "s3://bucket" : "/data";
        Kind.SourceProblem(other).ShouldNotBeNull().ShouldContain("; ");
    }

    protected static string[] Mounts() =>
        [
            .. File.ReadAllLines("/proc/self/mountinfo")
                .Where(line => line.Contains(" - fuse", StringComparison.Ordinal)),
        ];

    protected Task<IMounted> MountAsync(string source, params string[] arguments) =>
        MountAsync(Request(source, arguments), CancellationToken.None);

    protected async Task<IMounted> MountAsync(MountRequest request, CancellationToken cancel)
    {
        var mounted = await Kind.MountAsync(request, cancel);
        _mounted.Add(mounted);
        return mounted;
    }

    protected MountRequest Request(string source, params string[] arguments) =>
        new(source, [.. Arguments, .. arguments], Workspace, Environment)
        {
            Program = Program,
            Processes = new ProcessRunner(),
            Time = TimeProvider.System,
        };
}
