using Microsoft.Playwright;

namespace Bench.Coordinator.Tests.Dashboard;

/// <summary>A real Chromium for one fixture.</summary>
internal sealed class BrowserBed : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private BrowserBed(IPlaywright playwright, IBrowser browser) =>
        (_playwright, _browser) = (playwright, browser);

    public static async Task<BrowserBed> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
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
        return new BrowserBed(playwright, browser);
    }

    /// <summary>A page in a context of its own that notes every error.</summary>
    public async Task<OpenPage> OpenAsync(
        string address,
        int width = 1280,
        ColorScheme scheme = ColorScheme.Light,
        bool script = true
    )
    {
        var context = await _browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
                ColorScheme = scheme,
                JavaScriptEnabled = script,
            }
        );
        var open = new OpenPage(context, await context.NewPageAsync());
        open.Page.SetDefaultTimeout(20_000);
        open.Page.PageError += (_, error) => open.Errors.Add(error);
        open.Page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                open.Errors.Add(message.Text);
            }
        };
        await open.Page.GotoAsync(address);
        return open;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }
}

internal sealed record OpenPage(IBrowserContext Context, IPage Page) : IAsyncDisposable
{
    /// <summary>What scripts and policies complained about.</summary>
    public List<string> Errors { get; } = [];

    public Task<string> TextAsync(string selector) => Page.Locator(selector).First.InnerTextAsync();

    /// <summary>Waits until an element's text holds something.</summary>
    public Task WaitAsync(string selector, string text) =>
        Page.WaitForFunctionAsync(
            "([selector, text]) => document.querySelector(selector)?.textContent.includes(text)",
            new[] { selector, text }
        );

    public Task<int> SidewaysAsync() =>
        Page.EvaluateAsync<int>(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        );

    /// <summary>Kept beside the test results, to be looked at.</summary>
    public async Task ShootAsync(string name)
    {
        var path = Path.Combine(
            TestContext.CurrentContext.WorkDirectory,
            "screenshots",
            $"{name}.png"
        );
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = true });
        TestContext.AddTestAttachment(path);
    }

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();
}
