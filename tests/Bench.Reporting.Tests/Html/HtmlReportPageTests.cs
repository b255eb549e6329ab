using System.Text;
using Bench.Reporting.Html;
using Bench.Reporting.Model;
using Bench.Reporting.Tests.Aggregation;
using Bench.Reporting.Tests.Runs;
using Microsoft.Playwright;

namespace Bench.Reporting.Tests.Html;

/// <summary>The page in a real browser, opened as a file.</summary>
[TestFixture]
[NonParallelizable]
public sealed class HtmlReportPageTests
{
    private const string DrawnScript =
        "() => document.documentElement.dataset.chartsDrawn !== undefined";
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private string _folder = null!;

    [OneTimeSetUp]
    public async Task StartBrowserAsync()
    {
        _folder = Directory.CreateTempSubdirectory("bench-html-").FullName;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = "/usr/bin/chromium",
                Headless = true,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    [OneTimeTearDown]
    public async Task StopBrowserAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCase(ColorScheme.Light, 1440)]
    [TestCase(ColorScheme.Dark, 1440)]
    [TestCase(ColorScheme.Light, 360)]
    [TestCase(ColorScheme.Dark, 360)]
    public async Task ThePageOpensOfflineWithoutErrorsAndFitsItsWindow(
        ColorScheme scheme,
        int width
    )
    {
        await using var open = await OpenAsync(await TypicalAsync(hostile: false), scheme, width);
        var page = open.Page;

        (await page.Locator("#chart-throughput svg").CountAsync()).ShouldBeGreaterThan(0);
        (await page.Locator("#chart-latency svg").CountAsync()).ShouldBeGreaterThan(0);
        (await page.Locator("#chart-cdf svg").CountAsync()).ShouldBe(12);
        (await page.Locator("#chart-phases svg").CountAsync()).ShouldBe(1);
        var overflow = await page.EvaluateAsync<int>(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        );
        overflow.ShouldBe(0, "the page itself must not scroll sideways");
        await ScreenshotAsync(page, $"{scheme}-{width}".ToLowerInvariant());
        open.Errors.ShouldBeEmpty();
        open.Requests.ShouldBeEmpty();
    }

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task TextHasEnoughContrast(ColorScheme scheme)
    {
        await using var open = await OpenAsync(await TypicalAsync(hostile: false), scheme, 1440);

        var poor = await open.Page.EvaluateAsync<string[]>(PageScripts.PoorContrast);

        poor.ShouldBeEmpty();
    }

    [Test]
    public async Task ChartsTakeTheirColoursFromThePage()
    {
        await using var open = await OpenAsync(
            await TypicalAsync(hostile: false),
            ColorScheme.Dark,
            1440
        );
        const string labelColour =
            "() => getComputedStyle(document.querySelector('#chart-throughput svg .role-axis-label text')).fill";

        var dark = await open.Page.EvaluateAsync<string>(labelColour);
        await open.Page.EmulateMediaAsync(
            new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light }
        );
        var light = await open.Page.EvaluateAsync<string>(labelColour);

        dark.ShouldBe("rgb(163, 173, 184)");
        light.ShouldBe("rgb(87, 96, 106)");
    }

    [Test]
    public async Task HostileLabelsAreTextEverywhere()
    {
        await using var open = await OpenAsync(
            await TypicalAsync(hostile: true),
            ColorScheme.Light,
            1440
        );
        var page = open.Page;

        (await page.EvaluateAsync<bool>("() => window.hacked === undefined")).ShouldBeTrue();
        (await page.Locator("img").CountAsync()).ShouldBe(0);
        (await page.Locator("#config-legend").TextContentAsync())
            .ShouldNotBeNull()
            .ShouldContain(SampleRuns.Hostile);
        (await page.Locator("table.results").First.TextContentAsync())
            .ShouldNotBeNull()
            .ShouldContain(SampleRuns.Hostile);
        await page.Locator("#chart-throughput svg .mark-rect path").Nth(1).HoverAsync();
        await page.Locator("#vg-tooltip-element.visible").WaitForAsync();
        (await page.Locator("img").CountAsync()).ShouldBe(0);
        await ScreenshotAsync(page, "hostile");
        open.Errors.ShouldBeEmpty();
        open.Requests.ShouldBeEmpty();
    }

    [Test]
    public async Task TheTableSortsByKeyboard()
    {
        await using var open = await OpenAsync(
            await TypicalAsync(hostile: false),
            ColorScheme.Light,
            1440
        );
        var page = open.Page;
        var header = page.Locator("table.results thead th", new() { HasTextString = "Bandwidth" });

        await header.Locator("button").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var ascending = await ColumnAsync(page, "Bandwidth");
        await page.Keyboard.PressAsync("Space");
        var descending = await ColumnAsync(page, "Bandwidth");

        (await header.GetAttributeAsync("aria-sort")).ShouldBe("descending");
        var values = ascending.Where(v => v is not null).ToList();
        values.Count.ShouldBeGreaterThan(20);
        values.ShouldBe(values.Order());
        descending.Where(v => v is not null).ShouldBe(values.OrderDescending());
        // Without a figure: last, whichever way it is sorted.
        ascending[^1].ShouldBeNull();
        descending[^1].ShouldBeNull();
    }

    [Test]
    public async Task BlockSizesSortAsSizes()
    {
        await using var open = await OpenAsync(
            await TypicalAsync(hostile: false),
            ColorScheme.Light,
            1440
        );
        var page = open.Page;

        await page.Locator("table.results thead th", new() { HasTextString = "block_size" })
            .Locator("button")
            .ClickAsync();

        var texts = await page.Locator("table.results tbody tr td:nth-child(9)")
            .AllTextContentsAsync();
        texts.Distinct().ShouldBe(["4k", "16k", "64k", "128k", "1m"]);
    }

    [Test]
    public async Task TheFilterIsReachedByKeyboardAndTheChartsFollow()
    {
        await using var open = await OpenAsync(
            await TypicalAsync(hostile: false),
            ColorScheme.Light,
            1440
        );
        var page = open.Page;

        await page.Locator("#filter-text").FocusAsync();
        await page.Keyboard.TypeAsync("grpc vm-1");
        await page.WaitForFunctionAsync(
            "() => document.getElementById('filter-count').textContent.startsWith('5 of 28')"
        );
        (await page.Locator("table.results tbody tr:visible").CountAsync()).ShouldBe(5);
        await page.WaitForFunctionAsync(
            "() => document.getElementById('page-label').textContent === 'tests 1–5 of 5'"
        );
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("missing");
        await page.WaitForFunctionAsync(
            "() => document.getElementById('filter-count').textContent.startsWith('0 of 28')"
        );
        await page.Locator("#filter-text").FillAsync("");
        await page.WaitForFunctionAsync(
            "() => document.getElementById('filter-count').textContent.startsWith('1 of 28')"
        );

        (
            await page.Locator("table.results tbody tr:visible")
                .First.GetAttributeAsync("data-status")
        ).ShouldBe("missing");
        open.Errors.ShouldBeEmpty();
    }

    [Test]
    public async Task FurtherTestsAreAPageAway()
    {
        await using var open = await OpenAsync(
            await TypicalAsync(hostile: false),
            ColorScheme.Light,
            1440
        );
        var page = open.Page;

        await page.Locator("#page-on").FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await page.WaitForFunctionAsync(
            "() => document.getElementById('page-label').textContent === 'tests 13–14 of 14'"
        );
        (await page.Locator("#page-on").IsDisabledAsync()).ShouldBeTrue();
    }

    [Test]
    public async Task WithoutScriptsThePageIsPlainTables()
    {
        var file = await WriteAsync(await TypicalAsync(hostile: true));
        await using var context = await _browser.NewContextAsync(
            new() { JavaScriptEnabled = false }
        );
        var page = await context.NewPageAsync();

        await page.GotoAsync(file);

        (await page.Locator("table.results tbody tr:visible").CountAsync()).ShouldBe(28);
        (await page.Locator("#filter").IsVisibleAsync()).ShouldBeFalse();
        (await page.Locator("noscript").CountAsync()).ShouldBe(1);
    }

    [Test]
    public async Task ThePageWithGroupsAndSeparateConfigsOpens()
    {
        var report = await ReportAggregatorTests.AggregateAsync(SampleRuns.Small());
        await using var open = await OpenAsync(
            report with
            {
                Provisional = true,
            },
            ColorScheme.Light,
            1440
        );

        (await open.Page.Locator(".banner").TextContentAsync())
            .ShouldNotBeNull()
            .ShouldContain("Provisional");
        (await open.Page.Locator("#configs table").CountAsync()).ShouldBe(2);
        (await open.Page.Locator("#problems tbody > tr").CountAsync()).ShouldBe(3);
        await ScreenshotAsync(open.Page, "small");
        await open.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await ScreenshotAsync(open.Page, "print");
        open.Errors.ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<double?>> ColumnAsync(IPage page, string header)
    {
        var texts = await page.EvaluateAsync<string[]>(
            """
            (header) => {
              const table = document.querySelector("table.results");
              const column = [...table.tHead.rows[0].cells].findIndex((c) => c.textContent.includes(header));
              return [...table.tBodies[0].rows].map((r) => r.cells[column].dataset.v ?? "");
            }
            """,
            header
        );
        return
        [
            .. texts.Select(t =>
                t.Length == 0
                    ? (double?)null
                    : double.Parse(t, System.Globalization.CultureInfo.InvariantCulture)
            ),
        ];
    }

    private static Task<Report> TypicalAsync(bool hostile) =>
        ReportAggregatorTests.AggregateAsync(SampleRuns.Typical(14, 6, hostile));

    private async Task<string> WriteAsync(Report report)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.html");
        var html = await HtmlReport.RenderAsync(report, report.Options.SeparateConfigs);
        await File.WriteAllTextAsync(file, html, new UTF8Encoding(false));
        return new Uri(file).AbsoluteUri;
    }

    private async Task<OpenPage> OpenAsync(Report report, ColorScheme scheme, int width)
    {
        var file = await WriteAsync(report);
        var context = await _browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                ColorScheme = scheme,
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
            }
        );
        var open = new OpenPage(context, await context.NewPageAsync());
        open.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                open.Errors.Add(message.Text);
            }
        };
        open.Page.PageError += (_, error) => open.Errors.Add(error);
        open.Page.Request += (_, request) =>
        {
            if (
                !string.Equals(request.Url, file, StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
            )
            {
                open.Requests.Add(request.Url);
            }
        };
        await open.Page.GotoAsync(file);
        await open.Page.WaitForFunctionAsync(DrawnScript);
        return open;
    }

    /// <summary>Kept beside the test results, to be looked at.</summary>
    private static async Task ScreenshotAsync(IPage page, string name)
    {
        var path = Path.Combine(
            TestContext.CurrentContext.WorkDirectory,
            "screenshots",
            $"{name}.png"
        );
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = true });
        TestContext.AddTestAttachment(path);
        foreach (var section in new[] { "problems", "summary", "results", "charts" })
        {
            await page.Locator($"#{section}")
                .ScreenshotAsync(
                    new LocatorScreenshotOptions
                    {
                        Path = path.Replace(".png", $"-{section}.png", StringComparison.Ordinal),
                    }
                );
        }
    }

    private sealed record OpenPage(IBrowserContext Context, IPage Page) : IAsyncDisposable
    {
        public List<string> Errors { get; } = [];
        public List<string> Requests { get; } = [];

        public async ValueTask DisposeAsync() => await Context.DisposeAsync();
    }
}
