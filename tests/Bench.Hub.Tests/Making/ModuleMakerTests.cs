using System.IO.Compression;
using Bench.Hub.Local;
using Bench.Hub.Making;
using Bench.Hub.Pipeline.Files;
using Bench.Hub.Tests.Support;

namespace Bench.Hub.Tests.Making;

public sealed class ModuleMakerTests
{
    private static readonly ModuleShape Shape = new()
    {
        Modules = 12,
        FilesPerModule = 70,
        Sizes = new SizeDistribution(1 << 10, 16 << 10, SizeShape.Uniform),
        Duplicates = 0.3,
        Seed = 7,
    };

    [Test]
    public void The_same_seed_makes_the_same_bytes_and_another_seed_others()
    {
        using var area = new TestArea();
        DigestOf(area, "a", Shape).ShouldBe(DigestOf(area, "b", Shape));
        DigestOf(area, "c", Shape with { Seed = 8 }).ShouldNotBe(DigestOf(area, "d", Shape));
    }

    [Test]
    public void A_seed_makes_these_bytes_on_every_machine()
    {
        using var area = new TestArea();
        // Files of a fraction of what is written at once, and of several times that and a little more.
        var sizes = new SizeDistribution(1, 600_001, SizeShape.Uniform);
        DigestOf(area, "a", Shape with { FilesPerModule = 20, Sizes = sizes })
            .ShouldBe("510449d21ce172ee25ef023f36d5e63a4e7962334b43f0d10d65ed41779d9bb7");
    }

    [Test]
    public void Files_are_unlike_each_other_and_do_not_compress()
    {
        using var area = new TestArea();
        var folder = area.PathOf("made");
        ModuleMaker.Make(new ModulePlan(Shape with { Duplicates = 0 }), folder, default);
        var contents = Directory
            .GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(File.ReadAllBytes)
            .ToList();
        contents.Select(Hashing.ContentHashOf).Distinct().Count().ShouldBe(contents.Count);
        var all = contents.SelectMany(content => content).ToArray();
        // All in one: neither a file nor what files have in common compresses.
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            brotli.Write(all);
        }
        packed.Length.ShouldBeGreaterThan(all.Length);
    }

    [Test]
    public void Making_again_in_the_same_place_makes_the_same_and_leaves_other_names_of_files_alone()
    {
        using var area = new TestArea();
        var folder = area.PathOf("made");
        var larger = Shape with
        {
            Sizes = new SizeDistribution(20 << 10, 30 << 10, SizeShape.Uniform),
        };
        ModuleMaker.Make(new ModulePlan(larger), folder, default);
        var file = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)[0];
        var second = area.PathOf("second");
        Posix.TryLink(file, second).ShouldBeTrue();
        var before = File.ReadAllBytes(second);
        ModuleMaker.Make(new ModulePlan(Shape), folder, default);
        TreeDigest
            .Of(folder, new HashSet<string>(), default)
            .Digest.ShouldBe(DigestOf(area, "anew", Shape));
        File.ReadAllBytes(second).ShouldBe(before);
    }

    [Test]
    public async Task A_full_volume_is_an_error_that_names_the_file()
    {
        using var area = new TestArea();
        await using var volume = await SmallVolume.MountAsync(area.PathOf("volume"), "1m");
        Should
            .Throw<IOException>(() => ModuleMaker.Make(new ModulePlan(Shape), volume.Path, default))
            .Message.ShouldMatch($"^{volume.Path}/.+ cannot be .+: No space left on device$");
    }

    [Test]
    public void What_is_told_is_what_is_there()
    {
        using var area = new TestArea();
        var folder = area.PathOf("made");
        var made = ModuleMaker.Make(new ModulePlan(Shape), folder, default);
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        made.ShouldBe(new MadeModules(12, files.Length, files.Sum(f => new FileInfo(f).Length)));
        files.Length.ShouldBe(12 * 70);
        files.ShouldAllBe(f =>
            new FileInfo(f).Length >= 1 << 10 && new FileInfo(f).Length <= 16 << 10
        );
        Directory.GetDirectories(folder).Select(Path.GetFileName).ShouldAllBe(name => IsUuid(name));
    }

    [Test]
    public void About_that_share_of_files_has_content_that_others_have()
    {
        using var area = new TestArea();
        var folder = area.PathOf("made");
        ModuleMaker.Make(new ModulePlan(Shape), folder, default);
        var copies = Directory
            .GetFiles(folder, "*", SearchOption.AllDirectories)
            .GroupBy(f => Hashing.ContentHashOf(f))
            .Where(group => group.Count() > 1)
            .Sum(group => group.Count());
        // 840 files: five standard deviations of a binomial share are 0.08.
        ((double)copies / 840).ShouldBe(0.3, 0.08);
    }

    [Test]
    public void A_change_gives_about_that_share_other_content_of_the_same_length()
    {
        using var area = new TestArea();
        var folder = area.PathOf("made");
        var plan = new ModulePlan(Shape);
        ModuleMaker.Make(plan, folder, default);
        var before = Contents(folder);
        var changed = ModuleMaker.Change(plan, folder, 0.1, round: 3, default);
        var after = Contents(folder);
        after.Keys.ShouldBe(before.Keys, ignoreOrder: true);
        var differing = after.Where(pair => before[pair.Key] != pair.Value).ToList();
        differing.Count.ShouldBe((int)changed.Files);
        (differing.Count / 840.0).ShouldBe(0.1, 0.06);
        differing.ShouldAllBe(pair => pair.Value.Length == before[pair.Key].Length);
    }

    private static bool IsUuid(string? name) => Guid.TryParseExact(name, "D", out _);

    private static string DigestOf(TestArea area, string name, ModuleShape shape)
    {
        var folder = area.PathOf(name);
        ModuleMaker.Make(new ModulePlan(shape), folder, default);
        return TreeDigest.Of(folder, new HashSet<string>(), default).Digest;
    }

    private static Dictionary<string, (long Length, string Hash)> Contents(string folder) =>
        Directory
            .GetFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(f => f, f => (new FileInfo(f).Length, Hashing.ContentHashOf(f)));

    private static class Hashing
    {
        public static string ContentHashOf(string file) => ContentHashOf(File.ReadAllBytes(file));

        public static string ContentHashOf(byte[] content) =>
            Bench.Hub.Hashing.ContentHash.Of(content).ToString();
    }
}
