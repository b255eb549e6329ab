using Bench.Host.Mounts;
using Bench.Hub.Pipeline;
using Bench.Hub.Pipeline.Files;
using Bench.Hub.Tests.Support;

namespace Bench.Hub.Tests.Pipeline;

public sealed class TreesTests
{
    private static readonly HashSet<string> None = new(StringComparer.Ordinal);

    [Test]
    public void A_move_within_a_volume_is_a_rename()
    {
        using var area = new TestArea();
        ModuleTree.WriteVaried(area.PathOf("a"));
        var before = ModuleTree.Describe(area.PathOf("a"));
        Trees.Move(area.PathOf("a"), area.PathOf("below/b"), default).ShouldBeTrue();
        Directory.Exists(area.PathOf("a")).ShouldBeFalse();
        ModuleTree.Describe(area.PathOf("below/b")).ShouldBe(before);
    }

    [Test]
    public void A_move_to_another_volume_is_a_copy_with_modes_and_times()
    {
        using var area = new TestArea();
        var other = Path.Combine("/dev/shm", $"bench-trees-{Guid.NewGuid():N}");
        Volumes.AreOne(area.PathOf("a"), other).ShouldBeFalse("this test needs two volumes");
        try
        {
            ModuleTree.WriteVaried(area.PathOf("a"));
            var before = ModuleTree.Describe(area.PathOf("a"));
            Trees.Move(area.PathOf("a"), Path.Combine(other, "b"), default).ShouldBeFalse();
            Directory.Exists(area.PathOf("a")).ShouldBeFalse();
            Directory.GetFileSystemEntries(other).ShouldBe([Path.Combine(other, "b")]);
            ModuleTree.Describe(Path.Combine(other, "b")).ShouldBe(before);
        }
        finally
        {
            Trees.Delete(other);
        }
    }

    [Test]
    public void What_an_interrupted_copy_left_is_not_taken_for_whole()
    {
        using var area = new TestArea();
        ModuleTree.Write(area.PathOf("a"), "file", [1, 2, 3]);
        ModuleTree.Write(area.PathOf("b.partial"), "old", [9]);
        Trees.CopyWhole(area.PathOf("a"), area.PathOf("b"), default);
        ModuleTree.Describe(area.PathOf("b")).ShouldBe(ModuleTree.Describe(area.PathOf("a")));
        Directory.Exists(area.PathOf("b.partial")).ShouldBeFalse();
    }

    [Test]
    public void A_copy_has_the_digest_of_what_it_was_made_from()
    {
        using var area = new TestArea();
        ModuleTree.WriteVaried(area.PathOf("a"));
        var source = TreeDigest.Of(area.PathOf("a"), None, default);
        TreeDigest.OfCopy(area.PathOf("a"), area.PathOf("b"), None, default).ShouldBe(source);
        TreeDigest.Of(area.PathOf("b"), None, default).ShouldBe(source);
    }

    [TestCase("large/one.dat")]
    [TestCase("new")]
    public void Every_change_changes_the_digest(string path)
    {
        using var area = new TestArea();
        ModuleTree.WriteVaried(area.PathOf("a"));
        var before = TreeDigest.Of(area.PathOf("a"), None, default);
        ModuleTree.Write(area.PathOf("a"), path, [1]);
        TreeDigest.Of(area.PathOf("a"), None, default).Digest.ShouldNotBe(before.Digest);
    }

    [Test]
    public void What_is_left_out_does_not_count()
    {
        using var area = new TestArea();
        ModuleTree.Write(area.PathOf("a"), "file", [1]);
        var before = TreeDigest.Of(area.PathOf("a"), None, default);
        ModuleTree.Write(area.PathOf("a"), "README.txt", [1]);
        TreeDigest
            .Of(area.PathOf("a"), new HashSet<string> { "README.txt" }, default)
            .ShouldBe(before);
    }

    [Test]
    public void Only_what_a_stage_has_made_is_wiped()
    {
        using var area = new TestArea();
        var file = ModuleTree.Write(area.PathOf("theirs"), "file", [1]);
        Should
            .Throw<PipelineInputException>(() => Trees.Wipe(area.PathOf("theirs")))
            .Message.ShouldContain(area.PathOf("theirs"));
        File.Exists(file).ShouldBeTrue();
        Trees.Wipe(area.PathOf("ours"));
        var made = ModuleTree.Write(area.PathOf("ours"), "file", [1]);
        Trees.Wipe(area.PathOf("ours"));
        File.Exists(made).ShouldBeFalse();
    }

    [Test]
    public void A_wipe_that_was_interrupted_can_be_done_again()
    {
        using var area = new TestArea();
        var folder = area.PathOf("ours");
        Trees.Wipe(folder);
        var mark = new FileInfo(Path.Combine(folder, Trees.Mark));
        ModuleTree.Write(folder, "file", [1]);
        ModuleTree.Write(folder, "below/file", [1]);
        Directory.CreateSymbolicLink(Path.Combine(folder, "link"), area.PathOf("other"));
        var other = ModuleTree.Write(area.PathOf("other"), "file", [1]);
        Trees.Wipe(folder);
        Directory.GetFileSystemEntries(folder).ShouldBe([mark.FullName]);
        File.Exists(other).ShouldBeTrue();
    }
}
