using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;
using Bench.Testing.Gcs;
using Bench.Testing.Gcs.Faults;
using Bench.Testing.S3;

namespace Bench.EndToEnd.Tests.Buckets;

/// <summary>Whole runs with artifacts in a bucket of Google's API, also of one that fails all the time.</summary>
public sealed class GcsMatrixTests
{
    private static readonly string[] Files = ["report.json", "report.csv", "report.html"];

    [Test]
    public async Task A_matrix_has_its_artifacts_in_a_bucket_and_its_data_on_a_mount_of_another()
    {
        await using var bed = await GcsBed.CreateAsync();
        bed.Server.PageEntries = 7;
        await using var data = await RgwServer.FromEnvironment().NewBucketAsync();
        foreach (var (name, value) in data.Server.ClientEnvironment)
        {
            bed.Sandbox.Environment[name] = value;
        }
        bed.Sandbox.Data = data.UriOf("data");
        var setup = new RunSetup
        {
            Configs =
                "commit,mount_args,label\nmaster,--vfs-write-back=0s,one\nmaster,--vfs-write-back=0s,two\n",
            More = ["--mount", "rclone", "--clean-up-data"],
        };

        var ended = await setup.RunAsync(bed.Sandbox);

        ended.ShouldHaveCode(0).Output.ShouldContain($"{GcsBed.RunUri}/report/report.html");
        var copy = await bed.Mirror.CopyAsync("t1");
        SealedRun.ShouldBeWhole(copy, entries: 4, iterations: 2);
        var status = await bed.Sandbox.BenchAsync("status", GcsBed.RunUri);
        status.ShouldHaveCode(0).Output.ShouldContain("sealed");
        ShouldBeTheSame(copy, await ReportAsync(bed, "report"));
        (await bed.Mirror.KeysAsync()).ShouldAllBe(key =>
            key.StartsWith("t1/", StringComparison.Ordinal)
        );
        var page = await data.Client.ListObjectsV2Async(new() { BucketName = data.Name });
        (page.S3Objects ?? []).ShouldBeEmpty();
        bed.Sandbox.FuseMounts.ShouldBeEmpty();
        bed.Sandbox.Processes.ShouldBeEmpty();
    }

    [Test]
    public async Task A_run_on_a_server_that_fails_every_third_request_counts_everything_once()
    {
        await using var bed = await GcsBed.CreateAsync();
        bed.Server.Inject(Faults(seed: 11));

        var ended = await new RunSetup().RunAsync(bed.Sandbox);

        ended.ShouldHaveCode(0);
        bed.Server.Faults.ShouldBeGreaterThan(100);
        bed.Server.Inject(Faults(seed: 12) with { HangsAtMost = 0 });
        var underFaults = await ReportAsync(bed, "under-faults");
        bed.Server.Faults.ShouldBeGreaterThan(5);
        bed.Server.Calm();
        var copy = await bed.Mirror.CopyAsync("t1");
        SealedRun.ShouldBeWhole(copy, entries: 4, iterations: 2);
        foreach (var folder in new[] { underFaults, await ReportAsync(bed, "without") })
        {
            ShouldBeTheSame(copy, folder);
        }
        (await bed.Mirror.KeysAsync()).ShouldAllBe(key =>
            key.StartsWith("t1/", StringComparison.Ordinal)
        );
    }

    /// <summary>
    /// 30 % of all requests are refused, cut in the middle or lose their reply. A few hang: each of those takes the 30 s
    /// of one try.
    /// </summary>
    private static FaultPlan Faults(int seed) =>
        new()
        {
            Seed = seed,
            Share = 0.3,
            AtMost = int.MaxValue,
            HangsAtMost = 1,
            Kinds = Enum.GetValues<FaultKind>(),
            RetryAfterSeconds = 0,
        };

    /// <summary>Writes the report into a folder of the sandbox.</summary>
    private static async Task<string> ReportAsync(GcsBed bed, string name)
    {
        var folder = bed.Sandbox.Folder(name);
        var ended = await bed.Sandbox.BenchAsync(
            "report",
            GcsBed.RunUri,
            "--verify",
            "--report-dir",
            folder
        );
        ended.ShouldHaveCode(0);
        return folder;
    }

    private static void ShouldBeTheSame(Bucket copy, string folder)
    {
        foreach (var name in Files)
        {
            File.ReadAllBytes(Path.Combine(folder, name))
                .ShouldBe(File.ReadAllBytes(copy.PathOf($"report/{name}")), name);
        }
    }
}
