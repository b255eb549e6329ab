using Bench.Hub.Pipeline.Files;
using Bench.Storage;

namespace Bench.Hub.Tests.Pipeline.Baselines;

public sealed class BucketSpaceTests
{
    [Test]
    public async Task A_wipe_that_is_cut_anywhere_can_be_done_again()
    {
        using var bed = new SpaceBed(onBucket: true);
        bed.Write("ours", "unfinished.txt", "the data here is being copied\n");
        bed.Write("ours", "seeded.json", OwnPlacesTests.Seeded);
        for (var i = 0; i < 4; i++)
        {
            bed.Write("ours", $"data/{i}", "1");
        }
        var cuts = 0;
        for (var isCut = true; isCut; )
        {
            // One object more is deleted each time.
            var deletions = 0;
            bed.Store.Before = (call, key) =>
                call == "delete" && Interlocked.Increment(ref deletions) > 2
                    ? throw new IOException("killed")
                    : Task.CompletedTask;
            try
            {
                await bed.Space.DeleteAsync(bed.PlaceOf("ours"), default);
                isCut = false;
            }
            catch (IOException)
            {
                cuts++;
                bed.FilesOf("ours").ShouldContain(".bench-stage");
            }
        }
        cuts.ShouldBeGreaterThan(2);
        bed.FilesOf("ours").ShouldBeEmpty();
    }

    [Test]
    public async Task What_a_copy_is_said_to_be_is_what_arrived()
    {
        using var bed = new SpaceBed(onBucket: true);
        bed.Write("seeded", "data/0", "1");
        bed.Write("seeded", "data/1", "1");
        var copied = await CopyAsync(bed);
        copied.ShouldBe(await bed.Space.DigestAsync(bed.PlaceOf("run"), default));
        copied.ShouldBe(await bed.Space.DigestAsync(bed.PlaceOf("seeded"), default));
    }

    [TestCase("list", "hub/run/", "run", "")]
    [TestCase("open", "hub/seeded/data/1", "seeded", "longer")]
    public async Task A_copy_that_lost_an_object_or_has_another_one_is_no_copy(
        string call,
        string key,
        string place,
        string text
    )
    {
        using var bed = new SpaceBed(onBucket: true);
        bed.Write("seeded", "data/0", "1");
        bed.Write("seeded", "data/1", "1");
        bed.Store.Before = (called, of) =>
        {
            if (called == call && of == key && bed.FilesOf(place).Contains("data/1"))
            {
                File.Delete(Path.Combine(bed.FolderOf(place), "data/1"));
                if (text.Length > 0)
                {
                    bed.Write(place, "data/1", text);
                }
            }
            return Task.CompletedTask;
        };
        var failed = await Should.ThrowAsync<StoreException>(() => CopyAsync(bed));
        failed.Message.ShouldContain(bed.PlaceOf("seeded"));
        failed.Message.ShouldContain("arrived as something else");
        bed.FilesOf("run").ShouldContain("unfinished.txt");
    }

    [Test]
    public async Task A_copy_is_marked_before_anything_else_is_written()
    {
        using var bed = new SpaceBed(onBucket: true);
        bed.Write("seeded", "data", "1");
        var written = new List<string>();
        bed.Store.Before = (call, key) =>
        {
            if (call == "put")
            {
                written.Add(key);
            }
            return Task.CompletedTask;
        };
        await CopyAsync(bed);
        written.ShouldBe(["hub/run/.bench-stage", "hub/run/unfinished.txt", "hub/run/data"]);
    }

    private static Task<TreeDigest> CopyAsync(SpaceBed bed) =>
        bed.Space.CopyAsync(bed.PlaceOf("seeded"), bed.PlaceOf("run"), default);
}
