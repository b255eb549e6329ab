using Bench.Hub.Pipeline.Baselines;
using Bench.Model.Hub;
using Bench.Model.Json;

namespace Bench.Hub.Tests.Pipeline;

/// <summary>Where a baseline says that it comes from, back to the source of stage A.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ProvenanceTests : IDisposable
{
    private readonly HubStages _bed = new();

    public void Dispose() => _bed.Dispose();

    [Test]
    public async Task Source_snapshot_hub_and_options_are_in_record_and_readme()
    {
        _bed.Module("source", 1, "incremental-state.cbo");
        var own = _bed.Context;
        _bed.Context = HubStages.Foreign(own);
        await _bed.SnapshotAsync("source");
        var foreign = _bed.Context.Origin.Command!;
        _bed.Context = own with { ProvisionThreads = 3, PackThresholdBytes = 1000 };
        (await _bed.SeedAsync()).Count.ShouldBe(1, "the record is no module");
        var preserved = await _bed.PreserveAsync();

        var source = preserved.Sources.ShouldNotBeNull().ShouldHaveSingleItem();
        source.Source.ShouldBe(new Uri(_bed.Folder("source")).AbsoluteUri);
        source.Hub.HubCommand.ShouldBe(foreign);
        preserved.StoredBy.ShouldBe(
            new HubUse
            {
                Pack = true,
                ProvisionThreads = 3,
                PackThresholdBytes = 1000,
            }
        );
        var readMe = File.ReadAllText(Path.Combine(_bed.Folder("seeded"), "README.txt"));
        string[] lines =
        [
            "modules      1",
            $"source       {source.Source}, by incremental-state.cbo",
            $"taken        on {Environment.MachineName}, {source.TakenAt:u}",
            $"taken by     {foreign}",
            $"snapshot     {_bed.Folder("snapshot")}",
            "stored by    Bench's own hub",
            "options      pack yes, pack threshold 1000, provision threads 3, hydration threads the hub's own",
            $"moved from   {_bed.Folder("backend")}",
        ];
        foreach (var line in lines)
        {
            readMe.Split('\n').ShouldContain(line);
        }
    }

    [Test]
    public async Task A_source_is_told_once_however_often_modules_are_taken_from_it()
    {
        _bed.Context = HubStages.Foreign(_bed.Context);
        _bed.Module("source", 1, "incremental-state.cbo");
        await _bed.SnapshotAsync("source");
        _bed.Module("source", 2, "incremental-state.cbo");
        await _bed.SnapshotAsync("source");
        _bed.Module("other", 3, "incremental-state.cbo");
        await _bed.SnapshotAsync("other");
        var record = Path.Combine(_bed.Folder("snapshot"), "bench-snapshot.json");
        Documents
            .Read<HubSnapshot>(File.ReadAllBytes(record), record)
            .Sources.Select(source => source.Source)
            .ShouldBe([
                new Uri(_bed.Folder("source")).AbsoluteUri,
                new Uri(_bed.Folder("other")).AbsoluteUri,
            ]);
    }

    [Test]
    public async Task A_hub_that_ran_already_stored_with_options_of_its_own()
    {
        _bed.Module("snapshot", 1);
        Directory.CreateDirectory(_bed.Folder("running"));
        await using var hub = await _bed.Context.Hub.OpenAsync(
            _bed.Settings("running", $"backend/{HubStages.Bucket}"),
            _bed.Folder("running.log"),
            CancellationToken.None
        );
        _bed.Context = HubStages.Running(_bed.Context, hub);
        await _bed.SeedAsync(hubData: "running");
        var preserved = await _bed.PreserveAsync();
        preserved.Sources.ShouldBeNull("the modules were made here");
        var url = hub.Client.Address.ToString();
        preserved.StoredBy.ShouldBe(new HubUse { HubUrl = url });
        var readMe = BaselineReadMe.Of(preserved, "place", isCopy: true);
        readMe.ShouldContain($"stored by    the hub at {url}\noptions      the hub's own\n");
        readMe.ShouldContain("copied from  place\n");
    }

    [Test]
    public void The_record_of_an_older_version_has_no_such_lines()
    {
        var older = new HubPreserved
        {
            Schema = Schemas.HubPreserved,
            BenchVersion = "1.0.0",
            PreservedAt = DateTimeOffset.UnixEpoch,
            HostName = "host",
            Backend = "file",
            Bucket = "packed",
            Modules = ["m-1"],
            Baseline = new HubBaseline
            {
                Digest = "d",
                Objects = 1,
                Bytes = 2,
            },
        };
        BaselineReadMe
            .Of(older, "place", isCopy: false)
            .Split('\n')[3..]
            .ShouldBe([
                "modules      1",
                "objects      1",
                "bytes        2",
                "digest       d",
                "backend      file, bucket packed",
                "moved from   place",
                "on           host, 1970-01-01 00:00:00Z",
                "by           bench 1.0.0",
                "",
            ]);
    }
}
