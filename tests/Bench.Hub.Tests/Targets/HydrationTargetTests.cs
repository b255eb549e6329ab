using Bench.Hub.Targets;
using Bench.Hub.Tests.Support;

namespace Bench.Hub.Tests.Targets;

public sealed class HydrationTargetTests
{
    [Test]
    public void Without_options_it_is_a_folder_below_the_data() =>
        HydrationTarget
            .Open(null, null, "/data/hub")
            .Uri.ShouldBe("file:///data/hub/hydration_storage");

    [TestCase("file:///data/x", "file:///data/x")]
    [TestCase(
        "s3://bucket/prefix?endpoint=http://127.0.0.1:9&region=us-east-1",
        "s3://bucket/prefix?endpoint=http://127.0.0.1:9&region=us-east-1"
    )]
    public void A_spec_is_a_uri(string spec, string uri) =>
        HydrationTarget.Open(spec, null, "/data").Uri.ShouldBe(uri);

    [TestCase("file://relative/path", "absolute path")]
    [TestCase("relative/path", "no URI")]
    [TestCase("/absolute/path", "no URI")]
    [TestCase("file://", "no URI")]
    [TestCase("", "no URI")]
    [TestCase("ftp://x/y", "stores of kind 'ftp'")]
    public void A_spec_that_is_none_is_refused_by_option_and_value(string spec, string reason)
    {
        var message = Should
            .Throw<TargetException>(() => HydrationTarget.Open(spec, null, "/data"))
            .Message;
        message.ShouldContain($"--hub-hydration-target-spec '{spec}'");
        message.ShouldContain(reason);
    }

    [Test]
    public void Both_options_at_once_are_refused() =>
        Should
            .Throw<TargetException>(() => HydrationTarget.Open("file:///a", "b.json", "/data"))
            .Message.ShouldContain("give one of them");

    [TestCase("""{"file":{"path":"/data/a b"}}""", "file:///data/a%20b")]
    [TestCase("""{"schema":"bench.hub-target/1","s3":{"bucket":"b"}}""", "s3://b")]
    [TestCase(
        """{"s3":{"bucket":"b","prefix":"/p/q/","endpoint":"http://h:1","region":"r","profile":"me"}}""",
        "s3://b/p/q?endpoint=http://h:1&region=r&profile=me"
    )]
    public void A_config_names_a_store(string json, string uri)
    {
        using var area = new TestArea();
        HydrationTarget
            .UriOf(
                ModuleTree.Write(
                    area.PathOf("c"),
                    "t.json",
                    System.Text.Encoding.UTF8.GetBytes(json)
                )
            )
            .ShouldBe(uri);
    }

    [TestCase("{", "line 1")]
    [TestCase("null", "it holds null")]
    [TestCase("{}", "it names no target")]
    [TestCase("""{"file":{"path":"/a"},"s3":{"bucket":"b"}}""", "it names two targets")]
    [TestCase("""{"file":{"path":"a"}}""", "file.path 'a' is not absolute")]
    [TestCase("""{"file":{}}""", "path")]
    [TestCase("""{"s3":{"bucket":"b/c"}}""", "s3.bucket 'b/c'")]
    [TestCase("""{"s3":{"bucket":"b","prefix":"a?b"}}""", "s3.prefix 'a?b'")]
    [TestCase("""{"s3":{"bucket":"b","secret":"x"}}""", "secret")]
    [TestCase("""{"schema":"bench.hub-target/9","s3":{"bucket":"b"}}""", "bench.hub-target/9")]
    public void A_config_that_is_wrong_is_refused_by_file_and_reason(string json, string reason)
    {
        using var area = new TestArea();
        var file = ModuleTree.Write(
            area.PathOf("c"),
            "t.json",
            System.Text.Encoding.UTF8.GetBytes(json)
        );
        var message = Should
            .Throw<TargetException>(() => HydrationTarget.Open(null, file, "/data"))
            .Message;
        message.ShouldContain($"--hub-hydration-target-config '{file}'");
        message.ShouldContain(reason);
    }

    [Test]
    public void A_config_that_is_not_there_is_named() =>
        Should
            .Throw<TargetException>(() => HydrationTarget.UriOf("/none/t.json"))
            .Message.ShouldContain("/none/t.json");
}
