using Bench.Reporting.Html;
using Bench.Web.Assets;

namespace Bench.Reporting.Tests.Html;

[TestFixture]
public sealed class InlineTextTests
{
    [FsCheck.NUnit.Property]
    public void JsonNeverEndsItsScript(string text)
    {
        var json = InlineText.Json(
            System.Text.Json.JsonSerializer.Serialize((text ?? "") + "</ScRipt><!--")
        );

        json.ShouldNotContain("</");
        json.ShouldNotContain("<!--");
        System
            .Text.Json.JsonSerializer.Deserialize<string>(json)
            .ShouldBe((text ?? "") + "</ScRipt><!--");
    }

    [Test]
    public void RawMarkupInJsonIsEscapedToo() =>
        System
            .Text.Json.JsonSerializer.Deserialize<string>(InlineText.Json("\"</script><!-- x\""))
            .ShouldBe("</script><!-- x");

    [TestCase(WebAssets.Vega)]
    [TestCase(WebAssets.VegaLite)]
    [TestCase(WebAssets.VegaEmbed)]
    public void NoLibraryEndsItsScript(string name)
    {
        var script = InlineText.Script(WebAssets.Read(name));

        script.ShouldNotContain("</script", Case.Insensitive);
        script.ShouldNotContain("<!--");
    }

    [TestCase("4k", 4096.0)]
    [TestCase("1G", 1073741824.0)]
    [TestCase("128KiB", 131072.0)]
    [TestCase("96", 96.0)]
    [TestCase("read", null)]
    [TestCase("k", null)]
    [TestCase("", null)]
    public void SizesSortAsNumbers(string text, double? expected) =>
        SizeOrder.ValueOf(text).ShouldBe(expected);
}
