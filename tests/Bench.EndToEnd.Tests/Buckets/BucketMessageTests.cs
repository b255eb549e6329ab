using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Buckets;

/// <summary>What users are told when a bucket cannot be used, before anything has started.</summary>
public sealed class BucketMessageTests
{
    private static readonly RunSetup Setup = new()
    {
        Tests = Given.OneTest,
        Configs = null,
        Iterations = 1,
        Workers = 1,
    };

    [Test]
    public async Task The_doctor_finds_a_real_bucket_fit_and_leaves_nothing_in_it()
    {
        await using var bed = await S3Bed.CreateAsync();

        var ended = await bed.Sandbox.BenchAsync(
            "doctor",
            "--artifacts",
            bed.Sandbox.ArtifactsUri,
            "--test-data",
            bed.Bucket.UriOf("data"),
            "--mount",
            "s3fs",
            "--json"
        );

        var said = JsonNode.Parse(ended.ShouldHaveCode(0).Output)!;
        said["fit"]!.GetValue<bool>().ShouldBeTrue();
        foreach (var area in new[] { "artifacts", "test data" })
        {
            foreach (var name in new[] { "put", "create-if-absent", "delete", "latency", "clock" })
            {
                said["checks"]!
                    .AsArray()
                    .ShouldContain(check =>
                        check!["area"]!.GetValue<string>() == area
                        && check["name"]!.GetValue<string>() == name
                    );
            }
        }
        (await new StoreMirror(bed.Sandbox, bed.Bucket.Uri).KeysAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task A_bucket_that_is_not_there_is_told_by_doctor_and_run()
    {
        await using var bed = await S3Bed.CreateAsync();
        var uri = bed.Sandbox.ArtifactsUri.Replace(
            bed.Bucket.Name,
            "no-such-bucket",
            StringComparison.Ordinal
        );
        bed.Sandbox.ArtifactsUri = uri;

        var doctor = await bed.Sandbox.BenchAsync("doctor", "--artifacts", uri);
        var run = await Setup.RunAsync(bed.Sandbox);
        var status = await bed.Sandbox.BenchAsync("status", "t1", "--artifacts", uri);

        doctor.ShouldHaveCode(3).Output.ShouldContain("no-such-bucket");
        ShouldTell(run, 3, "s3://no-such-bucket/", "NoSuchBucket", "make the bucket");
        ShouldTell(status, 3, "s3://no-such-bucket/", "make the bucket");
    }

    [Test]
    public async Task A_wrong_secret_is_told_and_no_part_of_it()
    {
        await using var bed = await S3Bed.CreateAsync();
        var wrong = new string('w', 40);
        bed.Sandbox.Environment["AWS_SECRET_ACCESS_KEY"] = wrong;

        var run = await Setup.RunAsync(bed.Sandbox);

        ShouldTell(run, 3, $"s3://{bed.Bucket.Name}/", "SignatureDoesNotMatch", "secret");
        run.All.ShouldNotContain(wrong);
        (await new StoreMirror(bed.Sandbox, bed.Bucket.Uri).KeysAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task Missing_credentials_are_told_with_where_they_are_looked_for()
    {
        await using var bed = await S3Bed.CreateAsync();
        bed.Sandbox.Environment["AWS_ACCESS_KEY_ID"] = null;
        bed.Sandbox.Environment["AWS_SECRET_ACCESS_KEY"] = null;
        bed.Sandbox.Environment["AWS_SHARED_CREDENTIALS_FILE"] = bed.Sandbox.Folder("none");
        bed.Sandbox.Environment["AWS_CONFIG_FILE"] = bed.Sandbox.Folder("none");
        bed.Sandbox.Environment["HOME"] = bed.Sandbox.Folder("tmp");

        var run = await Setup.RunAsync(bed.Sandbox);

        ShouldTell(run, 3, $"s3://{bed.Bucket.Name}/", "credentials", "AWS_ACCESS_KEY_ID");
    }

    [Test]
    public async Task An_endpoint_where_nobody_listens_is_told_once_its_tries_are_over()
    {
        await using var sandbox = new Sandbox();
        sandbox.Environment["AWS_ACCESS_KEY_ID"] = "a";
        sandbox.Environment["AWS_SECRET_ACCESS_KEY"] = "b";
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = taken.LocalEndpoint.ToString()!;
        taken.Stop();
        sandbox.ArtifactsUri = $"s3://bucket/runs?endpoint=http://{address}&region=us-east-1";

        var run = await Setup.RunAsync(sandbox);

        ShouldTell(run, 3, "s3://bucket/runs/", address, "check the", "tried 9 times");
    }

    [TestCase("s3")]
    [TestCase("gs")]
    public async Task A_missing_gcsfuse_is_told_and_nothing_is_written(string scheme)
    {
        await using var s3 = await S3Bed.CreateAsync();
        await using var gs = await GcsBed.CreateAsync();
        var (sandbox, mirror) = scheme == "s3" ? (s3.Sandbox, s3.Mirror) : (gs.Sandbox, gs.Mirror);
        sandbox.Data = "gs://artifacts/data";

        var setup = Setup with
        {
            Configs = "commit,mount_args,label\ninstalled,,one\n",
            More = ["--mount", "gcsfuse"],
        };

        var run = await setup.RunAsync(sandbox);

        ShouldTell(run, 3, "'installed' needs gcsfuse on the PATH", "install it");
        (await mirror.KeysAsync()).ShouldBeEmpty();
        sandbox.Processes.ShouldBeEmpty();
    }

    private static void ShouldTell(Ended ended, int code, params string[] words)
    {
        ended.ShouldHaveCode(code);
        foreach (var word in words)
        {
            ended.Errors.ShouldContain(word);
        }
        ended.Errors.ShouldNotContain("   at ", customMessage: "no stack trace");
    }
}
