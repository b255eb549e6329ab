using Bench.Host.Mounts;

namespace Bench.Host.Tests.Mounts;

internal sealed class MountTableTests
{
    private static MountTable Captured() =>
        MountTable.Parse(
            File.ReadAllText(
                Path.Combine(TestContext.CurrentContext.TestDirectory, "TestData", "mountinfo.txt")
            )
        );

    [Test]
    public void Lines_are_parsed_with_their_escapes()
    {
        var table = Captured();
        table.Entries.Count.ShouldBe(8);
        var entry = table.At("/mnt/with blank\tand\\\\040").ShouldNotBeNull();
        entry.ShouldBe(
            new MountEntry(
                90,
                27,
                0,
                45,
                "/",
                "/mnt/with blank\tand\\\\040",
                "rw,nosuid",
                "fuse.rclone",
                "remote:a b",
                "rw,user_id=0"
            )
        );
        table.At("/mnt/été").ShouldNotBeNull().SuperOptions.ShouldBe("");
    }

    [Test]
    public void The_topmost_mount_of_a_point_is_found()
    {
        var table = Captured();
        table.At("/mnt/data/").ShouldNotBeNull().Source.ShouldBe("bucket-two");
        table.At("/mnt/dat").ShouldBeNull();
        table.Holding("/mnt/data/a/b").ShouldNotBeNull().Source.ShouldBe("bucket-two");
        table.Holding("/mnt/data/inner/x").ShouldNotBeNull().Root.ShouldBe("/sub");
        table.Holding("/home").ShouldNotBeNull().MountPoint.ShouldBe("/");
        table.Below("/mnt/data").Select(entry => entry.Id).ShouldBe([93, 92, 91]);
        table.Below("/").Count.ShouldBe(8);
    }

    [TestCase("plain", "plain")]
    [TestCase("a\\040b", "a b")]
    [TestCase("a\\04", "a\\04")]
    [TestCase("a\\089", "a\\089")]
    [TestCase("\\134040", "\\040")]
    [TestCase("\\", "\\")]
    public void Escapes_are_octal_and_of_three_digits(string field, string expected)
    {
        MountTable.Unescape(field).ShouldBe(expected);
    }

    [Test]
    public void The_real_table_has_a_root_and_proc()
    {
        var table = MountTable.Read();
        table.At("/proc").ShouldNotBeNull().FileSystem.ShouldBe("proc");
        table.Holding("/no/such/path").ShouldNotBeNull();
    }
}
