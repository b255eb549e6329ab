using Bench.Mounts.Fuse;
using Bench.Mounts.Rclone;
using Bench.Mounts.Sources;

namespace Bench.Mounts.Tests.Rclone;

internal sealed class RcloneMountTests : RgwKindContract
{
    protected override IMountKind Kind { get; } = new RcloneMount();

    [Test]
    public async Task Its_version_is_recorded_and_a_flush_waits_for_uploads()
    {
        var mounted = await MountAsync(await GoodSourceAsync());
        mounted.Tools["rclone"].ShouldStartWith("rclone v1.");
        mounted.Flush.ShouldBe(FlushMeaning.Awaited);
        await mounted.UnmountAsync(CancellationToken.None);
    }

    [Test]
    public async Task A_flush_that_takes_too_long_is_told()
    {
        var mounted = await MountAsync(await GoodSourceAsync(), "--vfs-write-back=10m");
        await File.WriteAllTextAsync(Path.Combine(mounted.Path, "slow"), "text");
        var error = await Should.ThrowAsync<MountException>(() =>
            mounted.FlushAsync(TimeSpan.FromMilliseconds(50), CancellationToken.None)
        );
        error.Message.ShouldContain("has not uploaded 1 files");
        (await StoredAsync("slow")).ShouldBeNull();
        await mounted.UnmountAsync(new CancellationToken(canceled: true));
    }

    [Test]
    public async Task A_bucket_that_is_not_there_is_not_made()
    {
        var source = await BadSourceAsync();
        await Should.ThrowAsync<MountException>(() => MountAsync(source));
        var buckets = await Bucket.Client.ListBucketsAsync();
        buckets.Buckets.ShouldNotContain(bucket => bucket.BucketName == "no-such-bucket");
    }

    [Test]
    public void Its_arguments_are_ours_then_the_users_then_what_is_mounted()
    {
        RcloneMount
            .Arguments(
                BucketSource.Parse("gs://b/p"),
                ["--vfs-cache-mode=full"],
                new FusePaths("/w")
            )
            .ShouldBe([
                "mount",
                "--cache-dir=/w/mount-cache",
                "--temp-dir=/w/mount-temp",
                "--log-file=/w/mount.log",
                "--vfs-cache-mode=writes",
                "--vfs-cache-mode=full",
                "--",
                ":gcs:b/p",
                "/w/mount",
            ]);
    }

    [Test]
    public void The_source_makes_the_environment()
    {
        var s3 = RcloneEnvironment.For(
            BucketSource.Parse("s3://b?endpoint=http://h:1&region=r&profile=me")
        );
        s3["RCLONE_S3_PROVIDER"].ShouldBe("Ceph");
        s3["RCLONE_S3_FORCE_PATH_STYLE"].ShouldBe("true");
        s3["RCLONE_S3_ENDPOINT"].ShouldBe("http://h:1");
        s3["RCLONE_S3_PROFILE"].ShouldBe("me");
        s3["AWS_CA_BUNDLE"].ShouldBeNull();
        s3["AWS_SECRET_ACCESS_KEY"].ShouldBeNull();
        RcloneEnvironment.For(BucketSource.Parse("s3://b"))["RCLONE_S3_PROVIDER"].ShouldBe("AWS");
        var gcs = RcloneEnvironment.For(
            BucketSource.Parse("gs://b?endpoint=http://h:2&credentials=/k.json")
        );
        gcs["RCLONE_GCS_ENDPOINT"].ShouldBe("http://h:2");
        gcs["RCLONE_GCS_SERVICE_ACCOUNT_FILE"].ShouldBe("/k.json");
        RcloneEnvironment
            .For(BucketSource.Parse("gs://b?anonymous=true"))["RCLONE_GCS_ANONYMOUS"]
            .ShouldBe("true");
    }

    [TestCase("--daemon")]
    [TestCase("--log-file=/tmp/x")]
    [TestCase("--cache-dir=/tmp/shared")]
    [TestCase("--config=/my.conf")]
    [TestCase("--s3-endpoint=http://elsewhere")]
    public void What_bench_must_say_itself_is_refused(string argument) =>
        Kind.CheckArguments([argument]).ShouldHaveSingleItem().Argument.ShouldBe(argument);

    [Test]
    public void A_secret_is_refused_without_telling_it()
    {
        var problem = Kind.CheckArguments(["--s3-secret-access-key=abc"]).ShouldHaveSingleItem();
        problem.ToString().ShouldNotContain("abc");
        problem.Reason.ShouldContain("secret");
    }
}
