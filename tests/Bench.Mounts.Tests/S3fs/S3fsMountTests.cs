using Bench.Mounts.Fuse;
using Bench.Mounts.S3fs;
using Bench.Mounts.Sources;

namespace Bench.Mounts.Tests.S3fs;

internal sealed class S3fsMountTests : RgwKindContract
{
    protected override IMountKind Kind { get; } = new S3fsMount();

    [Test]
    public async Task Its_version_is_recorded()
    {
        var mounted = await MountAsync(await GoodSourceAsync());
        mounted.Tools["s3fs"].ShouldMatch(@"^s3fs \d+\.\d+$");
        mounted.Flush.ShouldBe(FlushMeaning.OnClose);
        await mounted.UnmountAsync(CancellationToken.None);
    }

    [Test]
    public async Task Arguments_arrive_unchanged_and_after_those_of_bench()
    {
        string[] own = ["-o", "instance_name=it's \"a b\"", "-o", "use_cache={cache}"];
        var mounted = await MountAsync(await GoodSourceAsync(), own);
        var line = await File.ReadAllTextAsync($"/proc/{mounted.ProcessId}/cmdline");
        var cache = new FusePaths(Workspace).Cache;
        line.TrimEnd('\0').Split('\0')[^4..].ShouldBe(["-o", own[1], "-o", $"use_cache={cache}"]);
        await File.ReadAllTextAsync(Path.Combine(mounted.Path, "there.txt"));
        Directory.GetFileSystemEntries(cache).ShouldNotBeEmpty();
        await mounted.UnmountAsync(CancellationToken.None);
    }

    [Test]
    public void The_source_makes_its_options()
    {
        var source = BucketSource.Parse(
            "s3://b/p/q?endpoint=http://h:1&region=r-1&profile=me&path_style=false"
        );
        S3fsMount
            .Arguments(source, ["-o", "dbglevel=info"], new FusePaths("/w,1"))
            .ShouldBe([
                "b:/p/q",
                "/w,1/mount",
                "-f",
                "-o",
                "tmpdir=/w\\,1/mount-temp",
                "-o",
                "url=http://h:1",
                "-o",
                "endpoint=r-1",
                "-o",
                "profile=me",
                "-o",
                "dbglevel=info",
            ]);
        AwsEnvironment.For(source)["AWS_ACCESS_KEY_ID"].ShouldBeNull();
        AwsEnvironment
            .For(source with { Settings = new Dictionary<string, string>() })
            .ShouldBeEmpty();
    }

    [TestCase("-o", "url=http://elsewhere")]
    [TestCase("-o", "dbglevel=info,use_cache=/tmp/shared")]
    [TestCase("-ouse_cache=/tmp/shared", "")]
    [TestCase("-o", "tmpdir=/tmp")]
    [TestCase("-o", "logfile=/tmp/x")]
    [TestCase("-o", "bucket=other")]
    [TestCase("-h", "")]
    public void What_bench_must_say_itself_is_refused(string first, string second)
    {
        var problem = Kind.CheckArguments([first, second]).ShouldHaveSingleItem();
        problem.Reason.ShouldNotBeEmpty();
        problem.Remedy.ShouldNotBeEmpty();
    }

    [TestCase("-o", "use_cache={cache}")]
    [TestCase("-o", "parallel_count=20,multipart_size=52")]
    [TestCase("-o", "passwd_file=/etc/passwd-s3fs")]
    [TestCase("-d", "-s")]
    public void Other_arguments_pass(string first, string second) =>
        Kind.CheckArguments([first, second]).ShouldBeEmpty();
}
