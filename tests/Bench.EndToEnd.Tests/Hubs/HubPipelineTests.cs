using System.Text.Json;
using Bench.EndToEnd.Tests.Harness;
using Bench.Storage;
using Bench.Testing.S3;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>The three stages with Bench's own hub, from synthetic modules and back to the same bytes.</summary>
public sealed class HubPipelineTests
{
    [Test]
    public async Task On_folders_the_modules_come_back_as_they_were()
    {
        await using var bed = new PipelineBed();
        await RoundTripAsync(bed, $"file://{bed.PlaceOf("run")}/zen-seed-packed");
        File.ReadAllText(Path.Combine(bed.PlaceOf("seeded"), "README.txt"))
            .ShouldContain("modules      6");
    }

    [Test]
    public async Task On_real_s3_the_modules_come_back_as_they_were()
    {
        await using var bucket = await RgwServer
            .FromEnvironment()
            .UseInThisProcess()
            .NewBucketAsync();
        await using var bed = new PipelineBed
        {
            Place = name => bucket.UriOf($"hub/{name}"),
            Backend = ["--backend", "s3"],
        };
        foreach (var (name, value) in bucket.Server.ClientEnvironment)
        {
            bed.Sandbox.Environment[name] = value;
        }
        await RoundTripAsync(bed, bucket.UriOf("hub/run/zen-seed-packed"));
        // The baseline's place says how to read its record, and that what the backend is.
        var perf = await bed.Sandbox.BenchAsync([
            .. bed.Measuring().Where(word => !bed.Backend.Contains(word)),
        ]);
        perf.ShouldHaveCode(0);
        bed.Summaries[^1].GetProperty("options").GetProperty("backend").GetString().ShouldBe("s3");
    }

    [Test]
    public async Task On_real_s3_what_no_stage_has_made_is_left_alone_and_so_is_the_baseline()
    {
        await using var bucket = await RgwServer
            .FromEnvironment()
            .UseInThisProcess()
            .NewBucketAsync();
        await using var bed = new PipelineBed
        {
            Place = name => bucket.UriOf(name is "run" ? "hub/seeded/run" : $"hub/{name}"),
            Backend = ["--backend", "s3"],
            BackendName = "prod",
        };
        foreach (var (name, value) in bucket.Server.ClientEnvironment)
        {
            bed.Sandbox.Environment[name] = value;
        }
        var store = Stores.Open(bucket.Uri);
        await store.PutAsync("hub/prod/precious", new byte[] { 1 }, default);
        await bed.MakeAsync(modules: 1);

        (await bed.SeedAsync("--wipe"))
            .ShouldHaveCode(2)
            .Errors.ShouldContain($"s3://{bucket.Name}/hub/prod");
        Directory
            .Exists(Path.Combine(bed.Folder("hub-b"), "zen-seed-packed"))
            .ShouldBeFalse("nothing was begun");
        (await bed.PerfAsync()).ShouldHaveCode(2).Errors.ShouldContain("lie in one another");
        (await store.GetAsync("hub/prod/precious", default)).ShouldNotBeNull();
        (await store.GetAsync("hub/prod/.bench-stage", default)).ShouldBeNull();
        // By this file another stage of this machine on the prefix is seen.
        Directory
            .GetFiles(bed.Sandbox.Folder("state"), "*.lock", SearchOption.AllDirectories)
            .ShouldHaveSingleItem()
            .ShouldStartWith(bed.Sandbox.Folder("state/bench/hub-stages/"));
    }

    [Test]
    public async Task A_baseline_that_was_changed_is_refused_and_so_is_a_second_one_in_its_place()
    {
        await using var bed = new PipelineBed();
        await bed.MakeAsync(modules: 2);
        (await bed.SeedAsync("--wipe")).ShouldHaveCode(0);
        (await bed.PreserveAsync("--copy")).ShouldHaveCode(0);
        var again = await bed.PreserveAsync();
        again.ShouldHaveCode(2).Errors.ShouldContain("something is there already");
        var content = Directory
            .GetFiles(
                Path.Combine(bed.PlaceOf("seeded"), "zen-seed-packed", "content"),
                "*",
                SearchOption.AllDirectories
            )
            .First();
        var bytes = File.ReadAllBytes(content);
        bytes[0] ^= 1;
        File.WriteAllBytes(content, bytes);
        (await bed.PerfAsync()).ShouldHaveCode(2).Errors.ShouldContain("not what was preserved");
    }

    [Test]
    public async Task A_baseline_is_measured_in_the_bucket_that_it_was_seeded_in_and_in_no_other()
    {
        await using var bed = new PipelineBed();
        await bed.MakeAsync(modules: 1);
        (await bed.SeedAsync("--bucket", "mine")).ShouldHaveCode(0);
        (await bed.PreserveAsync()).ShouldHaveCode(0);
        (await bed.PerfAsync()).ShouldHaveCode(0);
        var summary = bed.Summaries.ShouldHaveSingleItem();
        summary.GetProperty("options").GetProperty("bucket").GetString().ShouldBe("mine");
        summary.GetProperty("totals").GetProperty("files").GetInt64().ShouldBe(9);
        (await bed.PerfAsync("--bucket", "zen-seed-packed"))
            .ShouldHaveCode(2)
            .Errors.ShouldContain("seeded with --bucket mine");
    }

    [Test]
    public async Task Paths_that_are_missing_are_named_and_nothing_is_started()
    {
        await using var bed = new PipelineBed();
        (await bed.SeedAsync())
            .ShouldHaveCode(2)
            .Errors.ShouldContain($"--snapshot-dir {bed.Made}");
        (await bed.PreserveAsync())
            .ShouldHaveCode(2)
            .Errors.ShouldContain("no seeded backend is there");
        (await bed.PerfAsync())
            .ShouldHaveCode(2)
            .Errors.ShouldContain($"--seeded {bed.PlaceOf("seeded")}");
        (await bed.SnapshotAsync($"file://{bed.Sandbox.Folder("tmp")}"))
            .ShouldHaveCode(2)
            .Errors.ShouldContain("no UUID-shaped folder");
        Directory.Exists(bed.Sandbox.Folder("hub-b")).ShouldBeFalse();
    }

    private static async Task RoundTripAsync(PipelineBed bed, string source)
    {
        await bed.MakeAsync();
        var seed = (await bed.SeedAsync("--wipe", "--json")).ShouldHaveCode(0);
        Document(seed, "bench.hub-seed/1").GetProperty("modules").GetArrayLength().ShouldBe(6);
        var preserve = (await bed.PreserveAsync("--json")).ShouldHaveCode(0);
        Document(preserve, "bench.hub-preserved/1")
            .GetProperty("baseline")
            .GetProperty("digest")
            .GetString()
            .ShouldNotBeNullOrEmpty();
        var perf = (await bed.PerfAsync("--iterations", "2", "--trace", "--json")).ShouldHaveCode(
            0
        );
        bed.Summaries.Count.ShouldBe(2);
        foreach (var archive in Directory.GetDirectories(bed.Sandbox.Folder("perf-runs")))
        {
            // Each has what its own hub logged, although the next iteration wipes the hub's data.
            File.ReadLines(Path.Combine(archive, "logs", "hub.jsonl"))
                .Count(line => line.Contains("\"Provision\"", StringComparison.Ordinal))
                .ShouldBe(6);
        }
        Document(perf, "bench.hub-perf-runs/1")
            .GetProperty("iterations")
            .EnumerateArray()
            .Select(ran => Path.GetDirectoryName(ran.GetProperty("archive").GetString()))
            .ShouldBe([bed.Sandbox.Folder("perf-runs"), bed.Sandbox.Folder("perf-runs")]);
        foreach (var summary in bed.Summaries)
        {
            summary.GetProperty("totals").GetProperty("ok").GetInt32().ShouldBe(6);
            summary.GetProperty("totals").GetProperty("files").GetInt64().ShouldBe(54);
            summary
                .GetProperty("phases")
                .EnumerateArray()
                .Select(phase => phase.GetProperty("name").GetString())
                .ShouldBe(["copy_baseline", "start", "provision", "deprovision", "stop"]);
        }
        foreach (var archive in Directory.GetDirectories(bed.Sandbox.Folder("perf-runs")))
        {
            IsWhole(archive);
        }
        // The copy that the last iteration worked on is a source like any other.
        var four = (
            await bed.SnapshotAsync(source, "--module-count", "4", "--json")
        ).ShouldHaveCode(0);
        Document(four, "bench.hub-snapshot/1").GetProperty("taken").GetInt32().ShouldBe(4);
        (await bed.SnapshotAsync(source)).ShouldHaveCode(0).Output.ShouldContain("4 were there");
        PipelineBed.Modules(bed.Snapshot).ShouldBe(PipelineBed.Tree(bed.Made));
        var perfRuns = bed.Sandbox.Folder("perf-runs");
        (await bed.Sandbox.BenchAsync("hub", "compare", perfRuns, "--against", perfRuns))
            .ShouldHaveCode(0)
            .Output.ShouldContain("too few iterations");
        var compared = Document(
            (
                await bed.Sandbox.BenchAsync(
                    "hub",
                    "compare",
                    perfRuns,
                    "--against",
                    perfRuns,
                    "--json",
                    "--strict"
                )
            ).ShouldHaveCode(1),
            "bench.hub-compare/1"
        );
        compared.GetProperty("worse").GetBoolean().ShouldBeFalse();
        compared.GetProperty("undecided").GetBoolean().ShouldBeTrue();
        var sides = compared.GetProperty("comparisons")[0];
        sides.GetProperty("candidate_iterations").GetInt32().ShouldBe(2);
        sides
            .GetProperty("figures")
            .EnumerateArray()
            .ShouldAllBe(figure =>
                figure.GetProperty("verdict").GetString() == "too_few_iterations"
            );
    }

    /// <summary>An archive has what the hub said, and a trace with every phase and every module.</summary>
    private static void IsWhole(string archive)
    {
        File.ReadAllText(Path.Combine(archive, "hub.log")).ShouldContain("hub: http://127.0.0.1:");
        using var trace = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(archive, "trace.json"))
        );
        var events = trace.RootElement.GetProperty("traceEvents").EnumerateArray().ToList();
        events
            .Where(one => one.GetProperty("ph").GetString() == "X")
            .Select(one => one.GetProperty("name").GetString())
            .ShouldBe(["copy_baseline", "start", "provision", "deprovision", "stop"]);
        // 6 modules, each up and down.
        events.Count(one => one.GetProperty("ph").GetString() == "b").ShouldBe(12);
    }

    /// <summary>The one document on standard output; the words are on standard error.</summary>
    private static JsonElement Document(Ended ended, string schema)
    {
        ended.Errors.ShouldNotBeNullOrWhiteSpace();
        var document = JsonDocument.Parse(ended.Output).RootElement;
        document.GetProperty("schema").GetString().ShouldBe(schema);
        return document;
    }
}
