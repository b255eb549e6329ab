using Bench.Hub.Driving;
using Bench.Hub.Pipeline;
using Bench.Hub.Pipeline.Files;
using Bench.Hub.Tests.Pipeline.Baselines;

namespace Bench.Hub.Tests.Pipeline.Stages;

/// <summary>Stages that would wipe or change what they must not: refused, named, and nothing is touched.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class RefusedStageTests(bool onBucket)
{
    private StageBed _bed = null!;

    [SetUp]
    public void Make() => _bed = new StageBed(onBucket);

    [TearDown]
    public void Clean() => _bed.Dispose();

    [Test]
    public async Task No_stage_takes_a_place_that_others_have_made([Values] bool wipe)
    {
        _bed.Seeded("backend");
        await _bed.PreserveAsync("backend", "seeded");
        _bed.Spaces.Write("prod", "precious", "1");
        await ShouldBeRefusedAsync("prod", hub => _bed.SeedAsync("prod", wipe, hub));
        await ShouldBeRefusedAsync("prod", hub => _bed.BeginPerfAsync("seeded", "prod", hub));
        _bed.Spaces.FilesOf("prod").ShouldBe(["precious"]);
    }

    [Test]
    public async Task Hub_data_that_others_have_made_is_refused_before_the_backend_is_wiped()
    {
        _bed.Seeded("backend");
        await _bed.PreserveAsync("backend", "seeded");
        var before = _bed.Spaces.FilesOf("backend");
        var hub = _bed.HubData("theirs");
        File.Delete(Path.Combine(hub, ".bench-stage"));
        Func<Task>[] stages =
        [
            () => _bed.SeedAsync("backend", wipe: true, hub),
            () => _bed.BeginPerfAsync("seeded", "backend", hub),
        ];
        foreach (var stage in stages)
        {
            (await Should.ThrowAsync<PipelineInputException>(stage)).Message.ShouldContain(hub);
        }
        _bed.Spaces.FilesOf("backend").ShouldBe(before);
        Directory.GetFiles(hub).ShouldHaveSingleItem();
    }

    [Test]
    public async Task A_preserved_baseline_is_neither_wiped_nor_changed_nor_moved(
        [Values] bool moved
    )
    {
        _bed.Seeded("backend");
        await _bed.PreserveAsync("backend", "seeded");
        _bed.Seeded("another");
        await _bed.PreserveAsync("another", "kept", copy: !moved);
        // A folder that was moved has it all the same.
        _bed.Spaces.Write("kept", "seeded.json", _bed.SeededRecord);
        var before = _bed.Spaces.FilesOf("kept");
        const string reason = "is a preserved baseline";
        await ShouldBeRefusedAsync(reason, hub => _bed.SeedAsync("kept", wipe: true, hub));
        await ShouldBeRefusedAsync(reason, hub => _bed.SeedAsync("kept", wipe: false, hub));
        await ShouldBeRefusedAsync(reason, hub => _bed.BeginPerfAsync("seeded", "kept", hub));
        await ShouldBeRefusedAsync(reason, _ => _bed.PreserveAsync("kept", "to", copy: false));
        await Should.ThrowAsync<PipelineInputException>(() =>
            _bed.BeginPerfAsync("seeded", "run", _bed.Spaces.FolderOf("kept"))
        );
        _bed.Spaces.FilesOf("kept").ShouldBe(before);
        _bed.Spaces.FilesOf("run").ShouldBeEmpty();
    }

    [Test]
    public async Task What_stages_made_of_a_baseline_is_seeded_and_copied_to_again()
    {
        _bed.Seeded("backend");
        await _bed.PreserveAsync("backend", "seeded");
        for (var i = 0; i < 2; i++)
        {
            await _bed.BeginPerfAsync("seeded", "run", _bed.HubData());
            _bed.Spaces.FilesOf("run").ShouldBe([".bench-stage", "b/content"]);
        }
        foreach (var place in new[] { "backend", "run" })
        {
            // It gets as far as its hub.
            await Should.ThrowAsync<HubDriveException>(() =>
                _bed.SeedAsync(place, wipe: true, _bed.HubData())
            );
            _bed.Spaces.FilesOf(place).ShouldBe([".bench-stage"]);
        }
    }

    [TestCase("seeded")]
    [TestCase("seeded/run")]
    [TestCase("")]
    public async Task A_copy_is_never_made_over_its_baseline(string run)
    {
        _bed.Seeded("backend");
        await _bed.PreserveAsync("backend", "seeded");
        var before = _bed.Spaces.FilesOf("seeded");
        await ShouldBeRefusedAsync("--seeded", hub => _bed.BeginPerfAsync("seeded", run, hub));
        _bed.Spaces.FilesOf("seeded").ShouldBe(before);
    }

    [Test]
    public async Task Neither_hub_data_nor_an_archive_lies_in_a_place_of_data()
    {
        _bed.Seeded("backend");
        await _bed.PreserveAsync("backend", "seeded");
        var before = _bed.Spaces.FilesOf("seeded");
        if (onBucket)
        {
            // A folder of that name is something else.
            await _bed.BeginPerfAsync("seeded", "run", _bed.HubData("hub/seeded"));
            return;
        }
        Directory.CreateSymbolicLink(_bed.Spaces.PathOf("link"), _bed.Spaces.PlaceOf("seeded"));
        string[] folders =
        [
            _bed.Spaces.PlaceOf("seeded"),
            _bed.Spaces.PlaceOf("seeded") + "/below",
            _bed.Spaces.PathOf("hub"),
            _bed.Spaces.PathOf("link"),
        ];
        foreach (var folder in folders)
        {
            (
                await Should.ThrowAsync<PipelineInputException>(() =>
                    _bed.BeginPerfAsync("seeded", "run", folder)
                )
            ).Message.ShouldContain(folder);
            await ShouldBeRefusedAsync(
                "--archive-dir",
                hub => _bed.BeginPerfAsync("seeded", "run", hub, folder)
            );
        }
        await ShouldBeRefusedAsync(
            "--archive-dir",
            hub => _bed.BeginPerfAsync("seeded", "run", hub, _bed.Spaces.PlaceOf("run/archive"))
        );
        _bed.Spaces.FilesOf("seeded").ShouldBe(before);
    }

    [Test]
    public async Task Nothing_is_preserved_in_what_it_comes_from(
        [Values("backend", "backend/seeded", "")] string to,
        [Values] bool copy
    )
    {
        _bed.Seeded("backend");
        var before = _bed.Spaces.FilesOf("backend");
        var refused = await Should.ThrowAsync<PipelineInputException>(() =>
            _bed.PreserveAsync("backend", to, copy)
        );
        refused.Message.ShouldContain("--dest");
        refused.Message.ShouldContain("--backend-dir");
        _bed.Spaces.FilesOf("backend").ShouldBe(before);
    }

    [Test]
    public async Task No_stage_takes_a_place_that_another_one_works_in()
    {
        _bed.Seeded("backend");
        await _bed.PreserveAsync("backend", "seeded");
        using var other = await FolderLocks.TakeAsync(
            [_bed.Spaces.Space.LockOf(_bed.Spaces.PlaceOf("backend"))],
            TimeProvider.System,
            static _ => { }
        );
        const string reason = "another stage";
        await ShouldBeRefusedAsync(reason, hub => _bed.SeedAsync("backend", wipe: true, hub));
        await ShouldBeRefusedAsync(reason, hub => _bed.BeginPerfAsync("seeded", "backend", hub));
        await ShouldBeRefusedAsync(reason, _ => _bed.PreserveAsync("backend", "to"));
        _bed.Spaces.FilesOf("to").ShouldBeEmpty();
    }

    private async Task ShouldBeRefusedAsync(string named, Func<string, Task> stage)
    {
        var hub = _bed.HubData();
        (await Should.ThrowAsync<PipelineInputException>(() => stage(hub))).Message.ShouldContain(
            named
        );
        File.Exists(Path.Combine(hub, "kept")).ShouldBeTrue("nothing was begun");
        Directory.Exists(_bed.Spaces.PathOf("archive")).ShouldBeFalse("nothing was begun");
    }
}
