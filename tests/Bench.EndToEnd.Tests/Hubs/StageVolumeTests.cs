namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>Stages whose folders are on other volumes than each other.</summary>
public sealed class StageVolumeTests
{
    [Test]
    public async Task Moves_to_another_volume_are_copies_and_hub_data_apart_from_the_backend_is_no_warning()
    {
        await using var bed = new PipelineBed();
        var other = await bed.Sandbox.MountTmpfsAsync("other", "64m");
        bed.Elsewhere["snapshot"] = Path.Combine(other, "snapshot");
        bed.Elsewhere["seeded"] = Path.Combine(other, "seeded");
        await bed.MakeAsync(modules: 3);

        (await bed.SeedAsync("--wipe")).ShouldHaveCode(0);
        // What a copy that was killed has left.
        Directory.CreateDirectory(Path.Combine(other, "seeded.partial", "content", "half"));
        (await bed.PreserveAsync()).ShouldHaveCode(0);
        Directory.Exists(bed.PlaceOf("backend")).ShouldBeFalse("it was moved");
        Directory
            .GetDirectories(other)
            .ShouldBe([bed.PlaceOf("seeded")], "nothing half-made is left");

        (await bed.PerfAsync()).ShouldHaveCode(0).Output.ShouldContain("on one volume");
        bed.Summaries[^1].GetProperty("warnings").GetArrayLength().ShouldBe(1);
        // The volume itself is the hub's folder: it can be emptied, but not be made anew.
        bed.Elsewhere["hub-c"] = await bed.Sandbox.MountTmpfsAsync("hub-volume", "64m");
        for (var i = 0; i < 2; i++)
        {
            (await bed.PerfAsync()).ShouldHaveCode(0).Output.ShouldNotContain("on one volume");
            bed.Summaries[^1].TryGetProperty("warnings", out _).ShouldBeFalse();
        }

        var taken = await bed.SnapshotAsync($"file://{bed.PlaceOf("run")}/zen-seed-packed");
        taken.ShouldHaveCode(0).Output.ShouldContain("3 modules taken (0 by rename)");
        PipelineBed.Modules(bed.Snapshot).ShouldBe(PipelineBed.Tree(bed.Made));
    }

    [Test]
    public async Task A_volume_that_is_full_leaves_what_was_there_and_goes_on_when_there_is_room()
    {
        await using var bed = new PipelineBed();
        var other = await bed.Sandbox.MountTmpfsAsync("other", "64k");
        bed.Elsewhere["seeded"] = Path.Combine(other, "seeded");
        await bed.MakeAsync(modules: 3);
        (await bed.SeedAsync("--wipe")).ShouldHaveCode(0);
        var seeded = PipelineBed.Tree(Path.Combine(bed.PlaceOf("backend"), "zen-seed-packed"));

        var full = (await bed.PreserveAsync()).ShouldHaveCode(3);

        full.Errors.ShouldContain("No space left on device");
        PipelineBed.Tree(Path.Combine(bed.PlaceOf("backend"), "zen-seed-packed")).ShouldBe(seeded);
        Directory.Exists(bed.PlaceOf("seeded")).ShouldBeFalse();
        await bed.Sandbox.ResizeTmpfsAsync(other, "64m");
        (await bed.PreserveAsync()).ShouldHaveCode(0);
        (await bed.PerfAsync()).ShouldHaveCode(0);
    }
}
