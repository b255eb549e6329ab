using Bench.Hub.Driving;
using Bench.Hub.Pipeline;
using Bench.Hub.Pipeline.Backends;
using Bench.Model.Hub;
using Bench.Model.Json;

namespace Bench.Hub.Tests.Pipeline;

/// <summary>Stage C and what it makes of a hub that does not do what it is asked for.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PerfStageTests : IDisposable
{
    private readonly HubStages _bed = new();

    public void Dispose() => _bed.Dispose();

    [Test]
    public async Task What_was_preserved_comes_back_and_is_told()
    {
        await SeededAsync(modules: 2);
        var summary = await _bed.PerfAsync();
        summary.Totals.Ok.ShouldBe(2);
        summary.Totals.Bytes.ShouldBe(10_000);
    }

    [Test]
    public async Task Another_bucket_or_backend_than_the_baselines_is_refused()
    {
        await SeededAsync(modules: 1);
        var bucket = await Should.ThrowAsync<PipelineInputException>(() =>
            _bed.PerfAsync(bucket: "other")
        );
        bucket.Message.ShouldContain("--bucket other");
        bucket.Message.ShouldContain($"--bucket {HubStages.Bucket}");
        var backend = await Should.ThrowAsync<PipelineInputException>(() =>
            _bed.PerfAsync(backend: PlainBackend.Bucket("s3://bucket/run"))
        );
        backend.Message.ShouldContain("--backend s3");
        backend.Message.ShouldContain("--backend file");
        Directory.Exists(_bed.Folder("run")).ShouldBeFalse("nothing was copied");
    }

    [Test]
    public async Task A_module_that_comes_without_its_content_fails()
    {
        var modules = await SeededAsync(modules: 2);
        // The hub hydrates from another place than the copy.
        var summary = await _bed.PerfAsync(
            backend: PlainBackend.Folder(_bed.Folder("nothing"), "here")
        );
        summary.Totals.Failed.ShouldBe(2);
        summary.Modules.Select(module => module.Module).ShouldBe(modules);
        summary.Modules.ShouldAllBe(module => module.Error!.Contains("without a file"));
        summary.Modules.ShouldAllBe(module => module.ProvisionSeconds == null);
        _bed.Said.ShouldContain("2 modules have no content where");
    }

    [Test]
    public async Task So_it_is_with_the_baseline_of_an_older_version_when_none_has_any()
    {
        await SeededAsync(modules: 2);
        var record = Path.Combine(_bed.Folder("seeded"), "preserved.json");
        var older = Documents.Read<HubPreserved>(File.ReadAllBytes(record), record) with
        {
            EmptyModules = null,
        };
        File.WriteAllBytes(record, Documents.Write(older));
        (await _bed.PerfAsync()).Totals.Ok.ShouldBe(2);
        var summary = await _bed.PerfAsync(
            backend: PlainBackend.Folder(_bed.Folder("nothing"), "here")
        );
        summary.Totals.Failed.ShouldBe(2);
    }

    [Test]
    public async Task A_module_that_was_seeded_without_a_file_may_come_so()
    {
        var full = _bed.Module("snapshot", 1);
        var empty = "00000000-0000-4000-8000-000000000002";
        Directory.CreateDirectory(Path.Combine(_bed.Folder("snapshot"), empty));
        await _bed.SeedAsync();
        (await _bed.PreserveAsync()).EmptyModules.ShouldBe([empty]);
        var summary = await _bed.PerfAsync();
        summary.Totals.Ok.ShouldBe(2);
        summary.Modules.Select(module => module.Files).ShouldBe([1, 0]);
        summary.Modules[0].Module.ShouldBe(full);
    }

    [Test]
    public async Task What_giving_back_writes_is_told_apart_from_what_was_hydrated()
    {
        await SeededAsync(modules: 2);
        (await _bed.PerfAsync()).Totals.Dehydrated.ShouldBeNull("nothing is written back");
        var back = (await _bed.PerfAsync(dehydration: true)).Totals.Dehydrated.ShouldNotBeNull();
        back.Modules.ShouldBe(2);
        back.Files.ShouldBe(2);
        back.Bytes.ShouldBe(10_000);
        back.MovedBytes.ShouldBe(0, "nothing was changed");
        back.Requests.ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    [Test]
    public async Task A_hub_that_has_no_figures_is_measured_without_them()
    {
        _bed.Module("snapshot", 1);
        _bed.Context = HubStages.Foreign(_bed.Context);
        await _bed.SeedAsync();
        await _bed.PreserveAsync();
        var totals = (await _bed.PerfAsync(dehydration: true)).Totals;
        totals.Ok.ShouldBe(1);
        totals.Dehydrated.ShouldBeNull();
    }

    [Test]
    public async Task The_logs_of_a_hub_that_fails_are_kept()
    {
        await SeededAsync(modules: 1);
        _bed.Context = HubStages.ByCommand(
            _bed.Context,
            "sh -c 'mkdir $0/logs; echo the last > $0/logs/hub.jsonl; exit 7' {data_dir} {port}"
        );
        await Should.ThrowAsync<HubDriveException>(() => _bed.PerfAsync());
        File.ReadAllText(Path.Combine(_bed.Folder("archive"), "logs", "hub.jsonl"))
            .ShouldBe("the last\n");
    }

    private async Task<IReadOnlyList<string>> SeededAsync(int modules)
    {
        for (var i = 1; i <= modules; i++)
        {
            _bed.Module("snapshot", i);
        }
        var seeded = await _bed.SeedAsync();
        await _bed.PreserveAsync();
        return seeded;
    }
}
