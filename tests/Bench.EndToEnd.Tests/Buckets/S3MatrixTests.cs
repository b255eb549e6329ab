using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;
using Bench.Testing.S3;

namespace Bench.EndToEnd.Tests.Buckets;

/// <summary>
/// The whole job on real buckets: artifacts in one, fio over a real FUSE mount of another, two configs, two tests and
/// two workers. One run for each mount tool, looked at from all sides.
/// </summary>
[TestFixture("s3fs", ",one", ",two")]
[TestFixture("rclone", "--vfs-write-back=0s,one", "--vfs-write-back=0s,two")]
public sealed class S3MatrixTests(string kind, string first, string second)
{
    private const string Below = "a prefix";
    private S3Bed _bed = null!;
    private RgwBucket _data = null!;
    private CommandLines _commandLines = null!;
    private Ended _run = null!;
    private Bucket _copy = null!;

    private static readonly string[] Foreign =
    [
        $"{Below}/bench-data/other/r.0",
        $"{Below}/bench-write/other/vm-1/w.0",
        $"{Below}/results.txt",
        "beside.txt",
    ];

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        _bed = await S3Bed.CreateAsync();
        _data = await _bed.Bucket.Server.NewBucketAsync();
        foreach (var key in Foreign)
        {
            await _data.Client.PutObjectAsync(
                new()
                {
                    BucketName = _data.Name,
                    Key = key,
                    ContentBody = key,
                }
            );
        }
        _bed.Sandbox.Data = _data.UriOf(Below);
        var setup = new RunSetup
        {
            Configs = $"commit,mount_args,label\nmaster,{first}\nmaster,{second}\n",
            More = ["--mount", kind, "--clean-up-data"],
        };
        _commandLines = new CommandLines(_bed.Sandbox);
        using var run = setup.Start(_bed.Sandbox);
        _run = await _commandLines.WatchAsync(run);
        _copy = await _bed.Mirror.CopyAsync("t1");
    }

    [OneTimeTearDown]
    public async Task DisposeAsync()
    {
        await _bed.DisposeAsync();
        await _data.DisposeAsync();
    }

    [Test]
    public void Its_report_agrees_with_the_raw_files()
    {
        _run.ShouldHaveCode(0);
        SealedRun.ShouldBeWhole(_copy, entries: 4, iterations: 2);
        foreach (var name in _copy.Iterations())
        {
            _copy.Json(name)["mount"]!["kind"]!.GetValue<string>().ShouldBe(kind);
        }
        _run.Output.ShouldContain(_bed.RunUri("t1/report/report.html"));
    }

    [Test]
    public async Task Its_state_is_shown_by_its_uri_and_by_its_id()
    {
        var byUri = await _bed.Sandbox.BenchAsync("status", _bed.RunUri());
        var byId = await _bed.Sandbox.BenchAsync(
            "status",
            "t1",
            "--artifacts",
            _bed.Sandbox.ArtifactsUri
        );

        byUri.ShouldHaveCode(0).Output.ShouldContain("sealed");
        byUri.Output.ShouldContain("vm-2");
        byId.ShouldHaveCode(0).Output.ShouldBe(byUri.Output);
    }

    [Test]
    public async Task Its_report_is_verified_and_written_again_with_the_same_bytes()
    {
        var folder = _bed.Sandbox.Folder("report");

        var again = await _bed.Sandbox.BenchAsync(
            "report",
            _bed.RunUri(),
            "--verify",
            "--report-dir",
            folder
        );

        again.ShouldHaveCode(0);
        foreach (var name in new[] { "report.json", "report.csv", "report.html" })
        {
            File.ReadAllBytes(Path.Combine(folder, name))
                .ShouldBe(File.ReadAllBytes(_copy.PathOf($"report/{name}")), name);
        }
    }

    [Test]
    public async Task Nothing_of_it_is_left_but_its_artifacts()
    {
        var left = await new StoreMirror(_bed.Sandbox, _data.Uri).KeysAsync();
        left.ShouldBe(Foreign, ignoreOrder: true);
        var kept = await new StoreMirror(_bed.Sandbox, _bed.Bucket.Uri).KeysAsync();
        kept.ShouldAllBe(key => key.StartsWith("runs of ü/all/t1/", StringComparison.Ordinal));
        _bed.Sandbox.FuseMounts.ShouldBeEmpty();
        _bed.Sandbox.Processes.ShouldBeEmpty();
        Directory.Exists(_bed.Sandbox.Folder("tmp/bench-work/t1")).ShouldBeFalse();
    }

    [Test]
    public void No_key_stands_anywhere()
    {
        _commandLines.All.ShouldContain(kind, customMessage: "the mounts were seen");
        foreach (var secret in new[] { _data.Server.SecretKey, _data.Server.AccessKey })
        {
            Grep.FilesWith(_bed.Sandbox.Root, secret).ShouldBeEmpty();
            _commandLines.All.ShouldNotContain(secret, Case.Sensitive);
            _run.All.ShouldNotContain(secret, Case.Sensitive);
        }
        Grep.FilesWith(_bed.Sandbox.Root, _data.Name).ShouldNotBeEmpty("what is there is found");
    }
}
