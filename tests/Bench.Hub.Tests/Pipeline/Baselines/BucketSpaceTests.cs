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
        await bed.Space.CopyAsync(bed.PlaceOf("seeded"), bed.PlaceOf("run"), default);
        written.ShouldBe(["hub/run/.bench-stage", "hub/run/unfinished.txt", "hub/run/data"]);
    }
}
