using Bench.Host.Limits;

namespace Bench.Host.Tests.Limits;

internal sealed class HostLimitsTests
{
    [Test]
    public void Free_space_is_told_for_paths_that_do_not_exist_yet()
    {
        using var folder = new TempFolder();
        HostLimits.FreeBytes(folder.Root).ShouldBeGreaterThan(0);
        HostLimits.FreeBytes(folder.File("a/b/c")).ShouldBeGreaterThan(0);
        HostLimits.FreeBytes("/proc").ShouldBe(0);
    }

    [Test]
    public void The_open_file_limit_is_that_of_the_kernel()
    {
        var limit = HostLimits.OpenFiles();
        var line = File.ReadLines("/proc/self/limits")
            .Single(l => l.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (limit.Soft?.ToString() ?? "unlimited").ShouldBe(line[3]);
        (limit.Hard?.ToString() ?? "unlimited").ShouldBe(line[4]);
    }
}
