using Bench.Mounts.Sources;

namespace Bench.Mounts.Tests.Sources;

internal sealed class BucketSourceTests
{
    [Test]
    public void Bucket_prefix_and_settings_are_told_apart()
    {
        var source = BucketSource.Parse(
            "s3://data/a%20b/c/?endpoint=http%3A%2F%2Fh:1&path_style=false"
        );
        (source.Scheme, source.Bucket, source.Prefix).ShouldBe(("s3", "data", "a%20b/c"));
        source.Endpoint.ShouldBe("http://h:1");
        source.PathStyle.ShouldBeFalse();
        source.BucketAndPrefix.ShouldBe("data/a%20b/c");
        BucketSource.Parse("S3://data").Scheme.ShouldBe("s3");
        BucketSource.Parse("s3://data").PathStyle.ShouldBeFalse();
        BucketSource.Parse("s3://data?endpoint=http://h").PathStyle.ShouldBeTrue();
    }

    [TestCase("/data", "is not the URI of a bucket")]
    [TestCase("ftp://b", "is not the URI of a bucket")]
    [TestCase("s3://", "names no bucket")]
    [TestCase("s3://-o", "names no bucket")]
    [TestCase("s3://b/a/../c", "'..'")]
    [TestCase("s3://b?secret=x", "'secret'")]
    [TestCase("gs://b?region=x", "'region'")]
    [TestCase("s3://b?endpoint=", "no value")]
    [TestCase("s3://b?path_style=yes", "true or false")]
    public void What_is_no_bucket_is_told(string uri, string reason)
    {
        BucketSource.TryParse(uri, out var problem).ShouldBeNull();
        problem.ShouldContain(reason);
        Should.Throw<MountException>(() => BucketSource.Parse(uri)).Message.ShouldContain(uri);
    }

    [TestCase("/data", "directory")]
    [TestCase("s3://b", "s3fs")]
    [TestCase("gs://b/p", "gcsfuse")]
    [TestCase("ftp://b", "directory")]
    public void A_source_has_a_kind_that_stands_in_where_none_is_named(
        string source,
        string kind
    ) => MountKinds.DefaultFor(source).Name.ShouldBe(kind);

    [TestCase("gcsfuse", "s3://b", "--mount s3fs")]
    [TestCase("s3fs", "gs://b", "--mount gcsfuse")]
    [TestCase("s3fs", "/data", "--mount directory")]
    [TestCase("directory", "gs://b", "--mount gcsfuse or rclone")]
    [TestCase("rclone", "s3://b?x=1", "'x'")]
    public void A_kind_says_what_it_does_not_mount(string kind, string source, string told) =>
        MountKinds.Find(kind)!.SourceProblem(source).ShouldNotBeNull().ShouldContain(told);

    [TestCase("rclone", "gs://b")]
    [TestCase("rclone", "s3://b/p?region=r")]
    [TestCase("directory", "/data")]
    public void What_it_mounts_is_no_problem(string kind, string source) =>
        MountKinds.Find(kind)!.SourceProblem(source).ShouldBeNull();
}
