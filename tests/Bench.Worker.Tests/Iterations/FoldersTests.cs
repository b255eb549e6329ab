using System.Diagnostics;
using Bench.Host.Tests;
using Bench.Worker.Iterations;

namespace Bench.Worker.Tests.Iterations;

internal sealed class FoldersTests
{
    [Test]
    public void A_folder_goes_with_all_that_is_in_it_but_not_what_links_lead_to()
    {
        using var temp = new TempFolder();
        Directory.CreateDirectory(temp.File("work/a/b"));
        File.WriteAllText(temp.File("kept"), "x");
        File.CreateSymbolicLink(temp.File("work/link"), temp.File("kept"));
        Folders.DeleteIfThere(temp.File("work")).ShouldBeEmpty();
        Directory.Exists(temp.File("work")).ShouldBeFalse();
        File.Exists(temp.File("kept")).ShouldBeTrue();
        Folders.DeleteIfThere(temp.File("work")).ShouldBeEmpty();
    }

    [Test]
    public void What_is_mounted_below_stays_and_is_named()
    {
        using var temp = new TempFolder();
        var mount = Directory.CreateDirectory(temp.File("work/a/mount")).FullName;
        Directory.CreateDirectory(temp.File("work/b"));
        File.WriteAllText(temp.File("work/a/file"), "x");
        Run("mount", "-t", "tmpfs", "bench-test", mount);
        try
        {
            var kept = Path.Combine(mount, "kept");
            File.WriteAllText(kept, "x");
            Folders.DeleteIfThere(temp.File("work")).ShouldBe([mount]);
            File.Exists(kept).ShouldBeTrue();
            Directory.Exists(temp.File("work/b")).ShouldBeFalse();
            File.Exists(temp.File("work/a/file")).ShouldBeFalse();
        }
        finally
        {
            Run("umount", mount);
        }
        Folders.DeleteIfThere(temp.File("work")).ShouldBeEmpty();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }
}
