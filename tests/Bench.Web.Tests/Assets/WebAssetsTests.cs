using System.Text.Json;
using Bench.Web.Assets;

namespace Bench.Web.Tests.Assets;

[TestFixture]
public sealed class WebAssetsTests
{
    [TestCase(WebAssets.Vega, "vega")]
    [TestCase(WebAssets.VegaLite, "vegaLite")]
    [TestCase(WebAssets.VegaEmbed, "vegaEmbed")]
    [TestCase(WebAssets.Plot, "uPlot")]
    public void EachLibraryIsThereWhole(string name, string global)
    {
        var text = WebAssets.Read(name);

        text.Length.ShouldBeGreaterThan(50_000);
        text.ShouldContain(global);
    }

    [Test]
    public void TheLicenceIsThere() =>
        WebAssets
            .Read(WebAssets.VegaLicence)
            .ShouldContain("Redistribution and use in source and binary forms");

    [Test]
    public void ThePlotHasItsStyleAndLicence()
    {
        WebAssets.Read(WebAssets.PlotStyle).ShouldContain(".uplot");
        WebAssets.Read(WebAssets.PlotLicence).ShouldContain("The MIT License");
    }

    [Test]
    public void AnUnknownNameIsAnErrorThatNamesWhatThereIs()
    {
        var error = Should.Throw<ArgumentException>(() => WebAssets.Read("jquery.js"));

        error.Message.ShouldContain("jquery.js");
        error.Message.ShouldContain(WebAssets.Vega);
    }

    [Test]
    public void TheLockFileNamesExactVersionsAndNoHost()
    {
        var folder = Path.Combine(SolutionFolder(), "src", "Bench.Web");
        using var package = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(folder, "package.json"))
        );
        var text = File.ReadAllText(Path.Combine(folder, "package-lock.json"));
        using var locked = JsonDocument.Parse(text);

        text.ShouldNotContain("\"resolved\"");
        text.ShouldNotContain("://registry", Case.Insensitive);
        foreach (var wanted in package.RootElement.GetProperty("dependencies").EnumerateObject())
        {
            locked
                .RootElement.GetProperty("packages")
                .GetProperty($"node_modules/{wanted.Name}")
                .GetProperty("version")
                .GetString()
                .ShouldBe(wanted.Value.GetString());
        }
    }

    private static string SolutionFolder()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Bench.sln")))
        {
            folder =
                folder.Parent
                ?? throw new DirectoryNotFoundException("No folder above holds Bench.sln.");
        }
        return folder.FullName;
    }
}
