using Bench.Hub.Pipeline;

namespace Bench.Hub.Tests.Pipeline.Baselines;

/// <summary>What is wiped, and what is left as it is, in folders and in buckets alike.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class OwnPlacesTests(bool onBucket)
{
    internal const string Seeded = """
        {
          "schema": "bench.hub-preserved/1", "bench_version": "1", "preserved_at": "2026-01-01T00:00:00Z",
          "host_name": "host", "backend": "file", "bucket": "b", "modules": []
        }
        """;

    [TestCase("data/file", "theirs")]
    [TestCase("README.txt", "theirs")]
    [TestCase("unfinished.txt", "theirs")]
    [TestCase("unfinished.txt", "the data here is being copied\nby somebody else\n")]
    [TestCase("seeded.json", "{}")]
    [TestCase("seeded.json", "theirs")]
    public async Task What_others_made_is_neither_deleted_nor_copied_over(string file, string text)
    {
        using var bed = new SpaceBed(onBucket);
        bed.Write("theirs", file, text);
        bed.Write("ours", "data", "1");
        var place = bed.PlaceOf("theirs");
        Func<Task>[] wipes =
        [
            () => bed.Space.DeleteAsync(place, default),
            () => bed.Space.CopyAsync(bed.PlaceOf("ours"), place, default),
        ];
        foreach (var wipe in wipes)
        {
            (await Should.ThrowAsync<PipelineInputException>(wipe)).Message.ShouldContain(place);
            bed.FilesOf("theirs").ShouldBe([file]);
        }
    }

    [TestCase("unfinished.txt", "the data here is being copied\n")]
    [TestCase("unfinished.txt", "all of the data was moved to hub/seeded\n")]
    [TestCase("seeded.json", Seeded)]
    [TestCase(".bench-stage", "")]
    public async Task What_a_stage_made_is_deleted(string file, string text)
    {
        using var bed = new SpaceBed(onBucket);
        bed.Write("ours", file, text);
        bed.Write("ours", "data/file", "1");
        bed.Write("ours2", "file", "beside it");
        await bed.Space.DeleteAsync(bed.PlaceOf("ours"), default);
        bed.FilesOf("ours").ShouldBeEmpty();
        bed.FilesOf("ours2").ShouldBe(["file"]);
    }

    [Test]
    public async Task A_copy_carries_the_mark_and_replaces_an_earlier_one()
    {
        using var bed = new SpaceBed(onBucket);
        bed.Write("seeded", "data/file", "1");
        bed.Write("seeded", "preserved.json", "{}");
        bed.Write("seeded", "README.txt", "of the baseline");
        for (var i = 0; i < 2; i++)
        {
            await bed.Space.CopyAsync(bed.PlaceOf("seeded"), bed.PlaceOf("run"), default);
            bed.FilesOf("run").ShouldBe([".bench-stage", "data/file", "unfinished.txt"]);
            bed.Write("run", "data/stored later", "2");
        }
    }

    [Test]
    public async Task Where_nothing_is_nothing_is_deleted()
    {
        using var bed = new SpaceBed(onBucket);
        Directory.CreateDirectory(bed.FolderOf("empty"));
        (await bed.Space.IsEmptyAsync(bed.PlaceOf("empty"), default)).ShouldBeTrue();
        await bed.Space.DeleteAsync(bed.PlaceOf("empty"), default);
        bed.Write("full", "file", "1");
        (await bed.Space.IsEmptyAsync(bed.PlaceOf("full"), default)).ShouldBeFalse();
    }
}
