namespace Bench.Storage.Tests;

public sealed class StoreUrisTests
{
    [TestCase("file:///data/bench", "run/a", "file:///data/bench/run/a")]
    [TestCase("file:///", "run", "file:///run")]
    [TestCase("s3://bucket", "run", "s3://bucket/run")]
    [TestCase("s3://bucket/a/b/", "run", "s3://bucket/a/b/run")]
    [TestCase(
        "s3://bucket/a?endpoint=http://127.0.0.1:9000&region=r",
        "run/x",
        "s3://bucket/a/run/x?endpoint=http://127.0.0.1:9000&region=r"
    )]
    public void A_key_stands_before_the_settings(string store, string key, string uri) =>
        StoreUris.Child(store, key).ShouldBe(uri);

    [TestCase("file:///data/bench/t1", "file:///data/bench", "t1")]
    [TestCase("/data/what?/t1/", "/data/what?", "t1")]
    [TestCase("s3://bucket/t1", "s3://bucket", "t1")]
    [TestCase("s3://bucket/a/t1?endpoint=http://h:1/", "s3://bucket/a?endpoint=http://h:1/", "t1")]
    public void The_last_part_of_a_path_is_a_name(string uri, string store, string name) =>
        StoreUris.Parent(uri).ShouldBe((store, name));

    [TestCase("t1")]
    [TestCase("/t1")]
    [TestCase("s3://t1")]
    [TestCase("s3://t1/?endpoint=http://h:1/")]
    [TestCase("")]
    public void What_has_no_store_has_no_parent(string uri) => StoreUris.Parent(uri).ShouldBeNull();

    [TestCase("s3://b", "s3://b?region=a%26b")]
    [TestCase("s3://b?", "s3://b?region=a%26b")]
    [TestCase("s3://b/p?endpoint=e", "s3://b/p?endpoint=e&region=a%26b")]
    [TestCase("s3://b/p?region=own", "s3://b/p?region=own")]
    [TestCase("s3://b/p?endpoint=e&region=own", "s3://b/p?endpoint=e&region=own")]
    public void A_setting_is_added_unless_it_is_there(string uri, string with) =>
        StoreUris.WithSetting(uri, "region", "a&b").ShouldBe(with);
}
