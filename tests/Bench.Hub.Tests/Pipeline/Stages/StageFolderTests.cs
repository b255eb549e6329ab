using Bench.Hub.Pipeline;
using Bench.Hub.Pipeline.Stages;
using Bench.Storage;

namespace Bench.Hub.Tests.Pipeline.Stages;

/// <summary>Folders of the stages that make baselines, where one lies in another.</summary>
public sealed class StageFolderTests
{
    private StageBed _bed = null!;

    [SetUp]
    public void Make() => _bed = new StageBed(onBucket: false);

    [TearDown]
    public void Clean() => _bed.Dispose();

    [TestCase("hub/backend", "made", TestName = "seed: hub data and snapshot")]
    [TestCase("hub/backend", "made/hub", TestName = "seed: hub data in the snapshot")]
    [TestCase("hub/backend", "link/hub", TestName = "seed: hub data in the snapshot by a link")]
    [TestCase("hub/backend", "hub", TestName = "seed: backend in the hub data")]
    [TestCase("hub/backend", "hub/backend/b", TestName = "seed: hub data in the backend")]
    [TestCase("made/backend", "data", TestName = "seed: backend in the snapshot")]
    public async Task Seed_refuses(string backend, string hubData)
    {
        Directory.CreateSymbolicLink(_bed.Spaces.PathOf("link"), _bed.Spaces.PathOf("made"));
        var before = Files();
        var place = Path.GetRelativePath(_bed.Spaces.PathOf("hub"), _bed.Spaces.PathOf(backend));
        var refused = await Should.ThrowAsync<PipelineInputException>(() =>
            _bed.SeedAsync(place, wipe: true, _bed.Spaces.PathOf(hubData))
        );
        refused.Message.ShouldContain("lie in one another");
        Files().ShouldBe(before);
    }

    [TestCase("source", "source", "snapshot")]
    [TestCase("source/below", "source", "snapshot")]
    [TestCase("source", "data", "data")]
    [TestCase("source", "data", "data/snapshot")]
    [TestCase("source", "link", "snapshot")]
    public async Task Snapshot_refuses(string source, string hubData, string snapshot)
    {
        var marked = _bed.HubData("source");
        Directory.CreateSymbolicLink(_bed.Spaces.PathOf("link"), marked);
        var before = Files();
        var uri = new Uri(_bed.Spaces.PathOf(source)).AbsoluteUri;
        var refused = await Should.ThrowAsync<PipelineInputException>(() =>
            new SnapshotStage(StageBed.Context).RunAsync(
                new SnapshotRequest
                {
                    OpenSource = () => Stores.Open(uri),
                    SourceSpec = uri,
                    StateObject = "state",
                    ModuleCount = 1,
                    SnapshotFolder = _bed.Spaces.PathOf(snapshot),
                    HubDataFolder = _bed.Spaces.PathOf(hubData),
                },
                default
            )
        );
        refused.Message.ShouldContain("lie in one another");
        Files().ShouldBe(before);
    }

    private IReadOnlyList<string> Files() =>
        [
            .. Directory
                .EnumerateFiles(_bed.Spaces.PathOf(""), "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal),
        ];
}
