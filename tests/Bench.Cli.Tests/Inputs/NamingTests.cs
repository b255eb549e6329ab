using Bench.Cli.Inputs;
using Bench.Host.Tests;
using Bench.Model.Runs;
using Bench.Planning.Problems;
using Bench.Storage;

namespace Bench.Cli.Tests.Inputs;

internal sealed class NamingTests
{
    [TestCase("bucket", "gs://bucket")]
    [TestCase("gs://bucket/prefix", "gs://bucket/prefix")]
    [TestCase("s3://bucket", "s3://bucket")]
    [TestCase("file:///data", "file:///data")]
    [TestCase("/data", "/data")]
    [TestCase("./here", "./here")]
    [TestCase(".", ".")]
    public void Artifacts_are_a_bucket_a_uri_or_a_path(string text, string uri)
    {
        BucketUris.Artifacts(text).ShouldBe(uri);
    }

    [TestCase("bucket", "gs://bucket")]
    [TestCase("gs://bucket", "gs://bucket")]
    [TestCase("/data/set", "/data/set")]
    [TestCase("/data/../set/", "/set/")]
    [TestCase("file:///data/a%20b", "/data/a b")]
    public void Test_data_is_a_bucket_or_an_absolute_path(string text, string path)
    {
        BucketUris.TestData(text).ShouldBe(path);
    }

    [Test]
    public void A_relative_path_of_test_data_is_made_absolute()
    {
        BucketUris.TestData("./set").ShouldBe(Path.GetFullPath("set"));
        BucketUris.TestData("file://set").ShouldBe(Path.GetFullPath("set"));
    }

    [Test]
    public void A_run_is_named_by_uri_path_or_id()
    {
        using var folder = new TempFolder();
        var store = folder.File("store");
        var expected = $"file://{store}/t1";
        RunNaming.Open($"file://{store}/t1", null).RunUri.ShouldBe(expected);
        RunNaming.Open($"{store}/t1/", null).RunUri.ShouldBe(expected);
        RunNaming.Open("t1", store).RunUri.ShouldBe(expected);
        RunNaming.Open("t1", $"file://{store}").RunUri.ShouldBe(expected);
    }

    [TestCase("T1")]
    [TestCase("/")]
    [TestCase("/t1")]
    [TestCase("file:///data/UPPER")]
    [TestCase("a/..")]
    [TestCase("s3://t1")]
    [TestCase("s3://t1?endpoint=http://127.0.0.1:9000")]
    [TestCase("gs://t1/")]
    [TestCase("-x/-y")]
    public void What_names_no_run_is_refused(string run)
    {
        Should.Throw<UsageException>(() => RunNaming.Open(run, "/tmp"));
    }

    [TestCase("ftp://host/t1")]
    [TestCase("t1/x://y/t1")]
    public void A_store_of_no_known_kind_is_refused(string run)
    {
        Should.Throw<StoreUriException>(() => RunNaming.Open(run, null));
    }

    [Test]
    public void Words_are_written_as_in_the_records()
    {
        var problems = new List<Problem>();
        Words.Parse<CacheMode>("--cache", "warm", problems).ShouldBe(CacheMode.Warm);
        Words.NameOf(Bench.Model.Decisions.SealReason.WorkersLost).ShouldBe("workers_lost");
        problems.ShouldBeEmpty();
        Words.Parse<CacheMode>("--cache", "Warm", problems);
        problems.ShouldHaveSingleItem().Remedy.ShouldBe("use one of none, drop, warm");
    }

    [TestCase("s3://b/p", "s3://b/p?endpoint=http://h:1&region=r&profile=p")]
    [TestCase("s3://b/p?region=own", "s3://b/p?region=own&endpoint=http://h:1&profile=p")]
    [TestCase("gs://b/p", "gs://b/p?endpoint=http://h:1")]
    [TestCase("gs://b?endpoint=http://own", "gs://b?endpoint=http://own")]
    [TestCase("file:///data", "file:///data")]
    [TestCase("/data", "/data")]
    public void Flags_fill_what_a_bucket_leaves_out(string uri, string filled) =>
        new BucketSettings("http://h:1", "r", "p").Fill(uri).ShouldBe(filled);

    [Test]
    public void A_run_in_a_bucket_is_named_by_uri_or_by_id_and_flags()
    {
        var settings = new BucketSettings("http://127.0.0.1:9000", "eu-west-1", null);
        const string expected = "s3://bkt/p/t1?endpoint=http://127.0.0.1:9000&region=eu-west-1";
        RunNaming.Open("t1", "s3://bkt/p", settings).RunUri.ShouldBe(expected);
        RunNaming.Open("s3://bkt/p/t1", null, settings).RunUri.ShouldBe(expected);
        RunNaming.Open(expected, null).RunUri.ShouldBe(expected);
    }
}
