using Bench.Host.PageCache;

namespace Bench.Host.Tests.PageCache;

/// <summary>Dropping is for the whole host: these do not run beside others.</summary>
[NonParallelizable]
internal sealed class PageCacheTests
{
    private const int FileBytes = (3 << 20) + 123;
    private TempFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TempFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    private string MakeFile(string name)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, new byte[FileBytes]);
        return path;
    }

    [TestCase(true, Residency.CachestatMethod)]
    [TestCase(false, Residency.MincoreMethod)]
    public async Task A_drop_empties_the_cache_and_warming_fills_it(bool cachestat, string method)
    {
        MakeFile("a");
        MakeFile("below/b");
        var full = Residency.Measure([_folder.Root], cachestat);
        full.TotalBytes.ShouldBe(2L * FileBytes);
        full.ResidentBytes.ShouldBe(full.TotalBytes);
        full.Fraction.ShouldBe(1);
        if (Environment.OSVersion.Version >= new Version(6, 5) || !cachestat)
            full.Method.ShouldBe(method);

        var outcome = await new PageCacheControl().DropAsync(CancellationToken.None);
        if (!MayDrop())
        {
            outcome.Dropped.ShouldBeFalse();
            outcome.Reason.ShouldNotBeNullOrEmpty();
            return;
        }

        outcome.ShouldBe(new DropOutcome(Dropped: true, Reason: null));
        if (OnDisk())
            Residency.Measure([_folder.Root], cachestat).ResidentBytes.ShouldBe(0);
        (await Residency.WarmAsync([_folder.Root], CancellationToken.None)).ShouldBe(
            2L * FileBytes
        );
        Residency.Measure([_folder.Root], cachestat).Fraction.ShouldBe(1);
    }

    [Test]
    public async Task A_refused_drop_is_never_called_done()
    {
        var absent = new PageCacheControl(_folder.File("absent"));
        var outcome = await absent.DropAsync(CancellationToken.None);
        outcome.Dropped.ShouldBeFalse();
        outcome.Reason.ShouldNotBeNull().ShouldContain("absent");
        var refusing = new PageCacheControl("/dev/full");
        (await refusing.DropAsync(CancellationToken.None)).Dropped.ShouldBeFalse();
        var readOnly = new PageCacheControl("/proc/version");
        (await readOnly.DropAsync(CancellationToken.None)).Dropped.ShouldBeFalse();
    }

    [Test]
    public void Empty_and_missing_files_are_told_apart()
    {
        File.WriteAllText(_folder.File("empty"), "");
        var report = Residency.Measure([_folder.File("empty")]);
        (report.ResidentBytes, report.TotalBytes, report.Fraction).ShouldBe((0, 0, null));
        Residency.Measure([_folder.File("empty")], allowCachestat: false).TotalBytes.ShouldBe(0);
        Should.Throw<HostCallException>(() => Residency.Measure([_folder.File("absent")]));
    }

    private static bool MayDrop()
    {
        try
        {
            using var file = File.OpenHandle(
                PageCacheControl.KernelPath,
                FileMode.Open,
                FileAccess.Write,
                FileShare.ReadWrite
            );
            return true;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private bool OnDisk() =>
        Host.Mounts.MountTable.Read().Holding(_folder.Root)?.FileSystem is not "tmpfs";
}
