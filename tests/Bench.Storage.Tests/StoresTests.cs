using Bench.Storage.Buckets;
using Bench.Storage.Files;

namespace Bench.Storage.Tests;

public sealed class StoresTests
{
    [TestCase("file:///data/bench", "/data/bench")]
    [TestCase("FILE:///data/bench/", "/data/bench")]
    [TestCase("file:///a%20b/%2541", "/a b/%41")]
    [TestCase("file:///a/../b", "/b")]
    [TestCase("/data/bench", "/data/bench")]
    [TestCase("/data/%41", "/data/%41")]
    public void A_file_uri_or_a_path_names_its_folder(string uri, string root) =>
        Stores.Open(uri).ShouldBeOfType<FileStore>().Root.ShouldBe(root);

    [Test]
    public void A_relative_path_is_below_the_current_folder() =>
        Stores
            .Open("bench-artifacts")
            .ShouldBeOfType<FileStore>()
            .Root.ShouldBe($"{Environment.CurrentDirectory}/bench-artifacts");

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("file:")]
    [TestCase("file:/data")]
    [TestCase("file://")]
    [TestCase("file://data")]
    [TestCase("file://localhost/data")]
    [TestCase("file:///a%00b")]
    [TestCase("a\0b")]
    [TestCase("ftp://host/data")]
    [TestCase("://")]
    public void What_names_no_store_is_refused_by_name(string uri)
    {
        var refused = Should.Throw<StoreUriException>(() => Stores.Open(uri));
        refused.Message.ShouldContain($"'{uri}'");
        refused.Message.ShouldContain("file:///");
    }

    [TestCase("/data/bench")]
    [TestCase("/")]
    [TestCase("/a b/ü/日本")]
    [TestCase("/%41/%zz/100%")]
    [TestCase("/what?is=this#here")]
    [TestCase("/back\\slash")]
    [TestCase("/plus+and&;'")]
    public void The_uri_of_a_store_opens_the_same_folder(string root) =>
        Stores.Open(new FileStore(root).Uri).ShouldBeOfType<FileStore>().Root.ShouldBe(root);

    [Test]
    public void A_bucket_is_named_by_its_settings_too() =>
        Stores
            .Open("s3://bkt/p/?region=r&endpoint=http://127.0.0.1:9000")
            .ShouldBeOfType<BucketStore>()
            .Uri.ShouldBe("s3://bkt/p?endpoint=http://127.0.0.1:9000&region=r");
}
