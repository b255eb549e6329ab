using System.Net;
using System.Text.Json;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>Settings of the stages, from flags and from the environment, seen in what they do.</summary>
public sealed class StageSettingsTests
{
    [TestCase(null, "us-east-1")]
    [TestCase("eu-north-1", "eu-north-1")]
    public async Task A_source_and_its_region_come_from_the_environment(
        string? region,
        string signedFor
    )
    {
        await using var bed = new PipelineBed();
        using var bucket = new AskedBucket();
        bed.Sandbox.Environment["ZEN_PERF_S3_URI"] =
            $"s3://production/modules?endpoint={bucket.Endpoint}";
        bed.Sandbox.Environment["ZEN_PERF_AWS_REGION"] = region;
        bed.Sandbox.Environment["AWS_ACCESS_KEY_ID"] = "key";
        bed.Sandbox.Environment["AWS_SECRET_ACCESS_KEY"] = "secret";
        bed.Sandbox.Environment["AWS_REGION"] = "mars-1";

        var ended = await bed.Sandbox.BenchAsync(Without("--source", bed.Taking("-")));

        ended.ShouldHaveCode(3);
        bucket.Path.ShouldBe("/production");
        bucket.Query.ShouldNotBeNull().ShouldContain("prefix=modules");
        bucket.Signature.ShouldNotBeNull().ShouldContain($"/{signedFor}/s3/aws4_request");
    }

    [Test]
    public async Task Without_any_source_it_is_asked_for()
    {
        await using var bed = new PipelineBed();
        bed.Sandbox.Environment["ZEN_PERF_S3_URI"] = null;
        (await bed.Sandbox.BenchAsync(Without("--source", bed.Taking("-"))))
            .ShouldHaveCode(2)
            .Errors.ShouldContain("--source is missing");
    }

    [Test]
    public async Task Modules_are_ranked_by_the_state_object_that_is_named()
    {
        await using var bed = new PipelineBed { Hub = ["--hub-url", "http://127.0.0.1:1"] };
        const string module = "0b0f5a3e-7a64-4a6c-9f11-3a6f8f6d2c01";
        Directory.CreateDirectory(bed.Sandbox.Folder($"source/{module}"));
        bed.Sandbox.Write($"source/{module}/mine.cbo", "state");
        // That of a hub that runs is never made here.
        Directory.CreateDirectory(bed.Folder("hub-a"));
        var source = $"file://{bed.Sandbox.Folder("source")}";

        (await bed.SnapshotAsync(source))
            .ShouldHaveCode(2)
            .Errors.ShouldContain(
                "no UUID-shaped folder with a state object 'incremental-state.cbo'"
            );
        // It is found, and no hub is there to provision it.
        (await bed.SnapshotAsync(source, "--state-object", "mine.cbo"))
            .ShouldHaveCode(3)
            .All.ShouldContain("1 modules in the source, 1 wanted, 1 missing");
    }

    [Test]
    public async Task As_many_modules_are_seeded_as_are_asked_for()
    {
        await using var bed = new PipelineBed();
        await bed.MakeAsync(modules: 3);
        (await SeededAsync(bed, "2")).Length.ShouldBe(2);
        (await SeededAsync(bed, "0")).Length.ShouldBe(3, "all");
        (await bed.SeedAsync("--wipe", "--module-count", "4"))
            .ShouldHaveCode(2)
            .Errors.ShouldContain("has 3 modules, --module-count asks for 4");
        (await bed.SeedAsync("--module-count", "-1"))
            .ShouldHaveCode(2)
            .Errors.ShouldContain("--module-count -1 is no count");
    }

    [Test]
    public async Task The_backend_is_cold_and_the_hubs_data_stays_if_that_is_asked_for()
    {
        await using var bed = new PipelineBed();
        await bed.MakeAsync(modules: 1);
        (await bed.SeedAsync("--wipe")).ShouldHaveCode(0);
        (await bed.PreserveAsync()).ShouldHaveCode(0);
        (await bed.PerfAsync()).ShouldHaveCode(0);
        var kept = bed.Sandbox.Write("hub-c/kept.txt", "kept");

        (await bed.PerfAsync("--no-wipe-hub", "--cold-backend")).ShouldHaveCode(0);

        File.Exists(kept).ShouldBeTrue();
        var (plain, asked) = (bed.Summaries[0], bed.Summaries[1]);
        Told(plain, "wiped_hub").ShouldBeTrue();
        Told(plain, "cold_backend").ShouldBeFalse();
        PhasesOf(plain).ShouldNotContain("cache");
        Told(asked, "wiped_hub").ShouldBeFalse();
        Told(asked, "cold_backend").ShouldBeTrue();
        PhasesOf(asked)
            .ShouldBe(["copy_baseline", "cache", "start", "provision", "deprovision", "stop"]);
        (await bed.PerfAsync()).ShouldHaveCode(0);
        File.Exists(kept).ShouldBeFalse();
    }

    private static bool Told(JsonElement summary, string option) =>
        summary.GetProperty("options").GetProperty(option).GetBoolean();

    private static IEnumerable<string?> PhasesOf(JsonElement summary) =>
        summary
            .GetProperty("phases")
            .EnumerateArray()
            .Select(phase => phase.GetProperty("name").GetString());

    /// <summary>The modules that are in the backend then, and are told of.</summary>
    private static async Task<string[]> SeededAsync(PipelineBed bed, string count)
    {
        var ended = await bed.SeedAsync("--wipe", "--module-count", count, "--json");
        using var document = JsonDocument.Parse(ended.ShouldHaveCode(0).Output);
        string[] told =
        [
            .. document
                .RootElement.GetProperty("modules")
                .EnumerateArray()
                .Select(module => module.GetString()!)
                .Order(StringComparer.Ordinal),
        ];
        Directory
            .GetDirectories(Path.Combine(bed.PlaceOf("backend"), "zen-seed-packed/states"))
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)
            .ShouldBe(told);
        return told;
    }

    private static IReadOnlyList<string> Without(string flag, IReadOnlyList<string> arguments) =>
        [.. arguments.Where((a, i) => a != flag && (i == 0 || arguments[i - 1] != flag))];

    /// <summary>Lets nobody in, and remembers what it was asked first.</summary>
    private sealed class AskedBucket : IDisposable
    {
        private readonly HttpListener _listener = new();

        public AskedBucket()
        {
            using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Endpoint = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
            }
            _listener.Prefixes.Add($"{Endpoint}/");
            _listener.Start();
            _ = ServeAsync();
        }

        public string Endpoint { get; }

        public string? Path { get; private set; }

        public string? Query { get; private set; }

        public string? Signature { get; private set; }

        public void Dispose() => _listener.Close();

        private async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                var context = await _listener.GetContextAsync();
                Path ??= context.Request.Url!.AbsolutePath.TrimEnd('/');
                Query ??= context.Request.Url!.Query;
                Signature ??= context.Request.Headers["Authorization"] ?? "none";
                context.Response.StatusCode = 403;
                context.Response.ContentType = "application/xml";
                await context.Response.OutputStream.WriteAsync(
                    "<Error><Code>AccessDenied</Code><Message>no</Message></Error>"u8.ToArray()
                );
                context.Response.Close();
            }
        }
    }
}
