using Bench.Hub.Hydration;
using Bench.Hub.Modules;
using Bench.Hub.Pipeline;
using Bench.Hub.Pipeline.Stages;
using Bench.Storage.Files;

namespace Bench.Hub.Tests.Pipeline;

/// <summary>Stage A on stores that its hub can read, and on those that it cannot.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SnapshotStageTests : IDisposable
{
    private const string ForeignState = "incremental-state.cbo";

    private readonly HubStages _bed = new();

    public void Dispose() => _bed.Dispose();

    [Test]
    public async Task Benchs_own_hub_is_not_asked_for_what_another_one_stored()
    {
        var module = _bed.Module("source", 1, ForeignState);
        var refused = await Should.ThrowAsync<PipelineInputException>(() =>
            _bed.SnapshotAsync("source")
        );
        refused.Message.ShouldContain(module);
        refused.Message.ShouldContain("--hub-command");
        refused.Message.ShouldContain("--hub-url");
        Directory.Exists(_bed.Folder("hub-a")).ShouldBeFalse("nothing was started");
    }

    [Test]
    public async Task The_hub_that_stored_them_brings_them()
    {
        var module = _bed.Module("source", 1, ForeignState);
        _bed.Module("source", 1, "cas/content");
        _bed.Context = HubStages.Foreign(_bed.Context);
        (await _bed.SnapshotAsync("source")).Taken.ShouldBe(1);
        Names(Taken(module)).ShouldBe(["cas/content", ForeignState], ignoreOrder: true);
    }

    [Test]
    public async Task A_hub_that_brings_nothing_of_a_module_fails_it_and_the_others_are_taken()
    {
        var full = _bed.Module("source", 1, ForeignState);
        // Its state is ranked, and the hub looks elsewhere for what belongs to it.
        var empty = "00000000-0000-4000-8000-000000000002";
        var other = new FileStore(_bed.Folder("ranked"));
        await other.PutAsync($"{full}/{ForeignState}", new byte[1], default);
        await other.PutAsync($"{empty}/{ForeignState}", new byte[1], default);
        _bed.Context = HubStages.Foreign(_bed.Context);
        var failed = await Should.ThrowAsync<StageFailedException>(() =>
            _bed.SnapshotAsync("ranked", read: "source")
        );
        failed.Message.ShouldContain("failed for 1 of 2 modules");
        failed.Message.ShouldContain(empty);
        failed.Message.ShouldNotContain(full);
        Directory.Exists(Taken(empty)).ShouldBeFalse();
        Names(Taken(full)).ShouldBe([ForeignState]);
    }

    [Test]
    public async Task A_module_that_was_stored_without_a_file_is_taken_and_an_obliterated_one_is_left_out()
    {
        var full = await StoreAsync(1, "data.bin");
        var empty = await StoreAsync(2);
        var gone = await StoreAsync(3, "data.bin");
        using (var storage = Storage())
        {
            await storage.ObliterateAsync(ModuleId.Parse(gone), default);
        }
        var outcome = await _bed.SnapshotAsync("source");
        outcome.Taken.ShouldBe(2);
        Names(Taken(full)).ShouldBe(["data.bin"]);
        Directory.Exists(Taken(empty)).ShouldBeTrue();
        Directory.Exists(Taken(gone)).ShouldBeFalse();
    }

    private async Task<string> StoreAsync(int number, params IReadOnlyList<string> files)
    {
        var module = $"00000000-0000-4000-8000-{number:D12}";
        var folder = Directory.CreateDirectory(_bed.Folder($"made/servers/{module}")).FullName;
        foreach (var file in files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, file), module);
        }
        using var storage = Storage();
        await storage.DehydrateAsync(ModuleId.Parse(module), folder, null, default);
        return module;
    }

    private ModuleStorage Storage() =>
        new(
            new FileStore(_bed.Folder("source")),
            new HydrationOptions { Threads = 1 },
            TimeProvider.System
        );

    private string Taken(string module) => Path.Combine(_bed.Folder("snapshot"), module);

    private static IEnumerable<string> Names(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file));
}
