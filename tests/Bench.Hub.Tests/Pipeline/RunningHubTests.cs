using Bench.Hub.Driving;
using Bench.Hub.Pipeline;
using Bench.Hub.Pipeline.Stages;
using Bench.Hub.Tests.Support;

namespace Bench.Hub.Tests.Pipeline;

/// <summary>The stages with a hub that runs before them, and after them.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RunningHubTests : IDisposable
{
    private const string Data = "running";

    private readonly HubStages _bed = new();
    private readonly StageContext _own;

    public RunningHubTests() => _own = _bed.Context;

    public void Dispose() => _bed.Dispose();

    [Test]
    public async Task A_takes_copies_and_leaves_the_hub_what_it_has()
    {
        var module = await StoredAsync();
        await using var hub = await RunAsync($"backend/{HubStages.Bucket}", dehydrates: false);
        var outcome = await _bed.SnapshotAsync($"backend/{HubStages.Bucket}", hubData: Data);
        (outcome.Taken, outcome.Renamed).ShouldBe((1, 0));
        var kept = Path.Combine(_bed.Folder(Data), "servers", module);
        ModuleTree
            .Describe(Path.Combine(_bed.Folder("snapshot"), module))
            .ShouldBe(ModuleTree.Describe(kept));
        File.Exists(Path.Combine(kept, "data.bin")).ShouldBeTrue();
        (await hub.Client.ModuleAsync(module, default))
            .ShouldNotBeNull()
            .State.ShouldBe("hibernated");
        // Asked again it goes on with what the hub has.
        Directory.Delete(_bed.Folder("snapshot"), recursive: true);
        (await _bed.SnapshotAsync($"backend/{HubStages.Bucket}", hubData: Data)).Taken.ShouldBe(1);
    }

    [Test]
    public async Task A_does_so_with_a_hub_of_another_make()
    {
        var module = _bed.Module("source", 1, "incremental-state.cbo");
        _bed.Context = HubStages.Foreign(_own);
        await using var hub = await RunAsync("source", dehydrates: false);
        (await _bed.SnapshotAsync("source", hubData: Data)).Taken.ShouldBe(1);
        File.Exists(Path.Combine(_bed.Folder("snapshot"), module, "incremental-state.cbo"))
            .ShouldBeTrue();
    }

    [Test]
    public async Task A_fails_when_the_hub_keeps_its_modules_in_another_folder()
    {
        var module = await StoredAsync();
        await using var hub = await RunAsync($"backend/{HubStages.Bucket}", dehydrates: false);
        Directory.CreateDirectory(_bed.Folder("other"));
        var failed = await Should.ThrowAsync<StageFailedException>(() =>
            _bed.SnapshotAsync($"backend/{HubStages.Bucket}", hubData: "other")
        );
        ShouldNameBoth(failed.Message, hub, module, "other");
        Directory.Exists(Path.Combine(_bed.Folder("snapshot"), module)).ShouldBeFalse();
    }

    [Test]
    public async Task B_stores_the_snapshot_by_it()
    {
        var module = _bed.Module("snapshot", 1);
        await using (var hub = await RunAsync($"backend/{HubStages.Bucket}"))
        {
            (await _bed.SeedAsync(hubData: Data)).ShouldBe([module]);
            (await hub.Client.StatusAsync(default)).ShouldBeEmpty();
        }
        await _bed.PreserveAsync();
        _bed.Context = _own;
        (await _bed.PerfAsync()).Totals.Bytes.ShouldBe(5000);
    }

    [Test]
    public async Task B_fails_when_the_hub_has_other_folders()
    {
        var module = _bed.Module("snapshot", 1);
        await using var hub = await RunAsync("elsewhere");
        Directory.CreateDirectory(_bed.Folder("other"));
        var folder = await Should.ThrowAsync<StageFailedException>(() =>
            _bed.SeedAsync(hubData: "other")
        );
        ShouldNameBoth(folder.Message, hub, module, "other");
        var backend = await Should.ThrowAsync<StageFailedException>(() =>
            _bed.SeedAsync(hubData: Data)
        );
        backend.Message.ShouldContain(hub.Client.Address.ToString());
        backend.Message.ShouldContain($"nothing is stored in {_bed.Folder("backend")}");
    }

    [Test]
    public async Task Nothing_that_it_works_on_is_wiped()
    {
        _bed.Module("snapshot", 1);
        await using var hub = await RunAsync($"backend/{HubStages.Bucket}");
        (
            await Should.ThrowAsync<PipelineInputException>(() =>
                _bed.SeedAsync(hubData: Data, wipe: true)
            )
        ).Message.ShouldContain("--wipe");
        (
            await Should.ThrowAsync<PipelineInputException>(() => _bed.SeedAsync(hubData: "none"))
        ).Message.ShouldContain("--hub-data-dir");
        File.Exists(Path.Combine(_bed.Folder(Data), "hub.json")).ShouldBeTrue();
    }

    [Test]
    public async Task C_measures_it_again_and_again_on_the_copy()
    {
        await StoredAsync();
        await _bed.PreserveAsync();
        await using var hub = await RunAsync($"run/{HubStages.Bucket}", dehydrates: false);
        for (var i = 0; i < 2; i++)
        {
            var summary = await _bed.PerfAsync(hubData: Data);
            summary.Totals.Ok.ShouldBe(1);
            summary.Totals.Bytes.ShouldBe(5000);
            summary.Options.WipedHub.ShouldBeFalse();
        }
    }

    [Test]
    public async Task C_fails_the_modules_of_a_hub_with_other_folders()
    {
        var module = await StoredAsync();
        await _bed.PreserveAsync();
        await using var hub = await RunAsync("elsewhere", dehydrates: false);
        var bare = await _bed.PerfAsync(hubData: Data);
        bare.Modules.ShouldHaveSingleItem().Error!.ShouldContain(_bed.Folder("run"));
        Directory.CreateDirectory(_bed.Folder("other"));
        var elsewhere = await _bed.PerfAsync(hubData: "other");
        ShouldNameBoth(elsewhere.Modules[0].Error!, hub, module, "other");
    }

    /// <summary>A hub on a folder, which the stages are given from now on.</summary>
    private async Task<IHubHandle> RunAsync(string target, bool dehydrates = true)
    {
        Directory.CreateDirectory(_bed.Folder(Data));
        var hub = await _bed.Context.Hub.OpenAsync(
            _bed.Settings(Data, target, dehydrates),
            _bed.Folder("running.log"),
            CancellationToken.None
        );
        _bed.Context = HubStages.Running(_bed.Context, hub);
        return hub;
    }

    /// <summary>A module that Bench's own hub has stored.</summary>
    private async Task<string> StoredAsync()
    {
        _bed.Module("snapshot", 1);
        var module = (await _bed.SeedAsync()).ShouldHaveSingleItem();
        Directory.Delete(_bed.Folder("snapshot"), recursive: true);
        return module;
    }

    private void ShouldNameBoth(string message, IHubHandle hub, string module, string folder)
    {
        message.ShouldContain(module);
        message.ShouldContain(hub.Client.Address.ToString());
        message.ShouldContain(_bed.Folder(folder));
        message.ShouldContain("--hub-data-dir");
    }
}
