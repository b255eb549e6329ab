using Bench.Mounts.ToolSources;
using Bench.Mounts.ToolSources.References;

namespace Bench.Mounts.Tests.ToolSources.References;

internal sealed class ToolReferenceTests
{
    [TestCase("installed", typeof(ToolReference.Installed), "installed")]
    [TestCase("/opt/gcsfuse", typeof(ToolReference.AtPath), "path:/opt/gcsfuse")]
    [TestCase("path:/opt/gcsfuse", typeof(ToolReference.AtPath), "path:/opt/gcsfuse")]
    [TestCase("v2.5.0", typeof(ToolReference.Release), "version:2.5.0")]
    [TestCase("2.5.0", typeof(ToolReference.Release), "version:2.5.0")]
    [TestCase("version:v2.5.0-rc.1", typeof(ToolReference.Release), "version:2.5.0-rc.1")]
    [TestCase("master", typeof(ToolReference.Revision), "master")]
    [TestCase("feature/x", typeof(ToolReference.Revision), "feature/x")]
    [TestCase("refs/tags/v2.5.0", typeof(ToolReference.Revision), "refs/tags/v2.5.0")]
    [TestCase("2.5", typeof(ToolReference.Revision), "2.5")]
    [TestCase("abc1234", typeof(ToolReference.Revision), "abc1234")]
    [TestCase(
        "0123456789ABCDEF0123456789abcdef01234567",
        typeof(ToolReference.Revision),
        "0123456789abcdef0123456789abcdef01234567"
    )]
    public void A_commit_is_one_of_four_things(string text, Type kind, string written)
    {
        var reference = ToolReference.Parse(text, BuiltInSources.Gcsfuse);
        reference.GetType().ShouldBe(kind);
        reference.ToString().ShouldBe(written);
        ToolReference
            .Parse(written, BuiltInSources.Gcsfuse)
            .ShouldBe(ToolReference.Parse(reference.ToString(), BuiltInSources.Gcsfuse));
    }

    [Test]
    public void Without_releases_a_version_is_a_tag()
    {
        var source = BuiltInSources.Gcsfuse with { Release = null };
        ToolReference.Parse("v2.5.0", source).ShouldBe(new ToolReference.Revision("v2.5.0"));
    }

    [TestCase("path:relative", "absolute path")]
    [TestCase("version:new", "three numbers")]
    [TestCase("master~3", "no git ref")]
    [TestCase("a..b", "no git ref")]
    [TestCase("HEAD@{1}", "no git ref")]
    [TestCase("--upload-pack=x", "no git ref")]
    [TestCase("refs/heads/*", "no git ref")]
    public void What_is_none_is_refused_with_a_remedy(string text, string reason) =>
        Should
            .Throw<FormatException>(() => ToolReference.Parse(text, BuiltInSources.Gcsfuse))
            .Message.ShouldContain(reason);
}
