using Bench.Coordinator.Tests.Dashboard;
using Bench.Hub.Hydration;
using Bench.Hub.Modules;
using Bench.Hub.Tests.Http;
using Bench.Reporting.Tests.Html;
using Microsoft.Playwright;

namespace Bench.Hub.Tests.Page;

/// <summary>The hub's page in a real browser.</summary>
[NonParallelizable]
[CancelAfter(120_000)]
internal sealed class BrowserTests
{
    private BrowserBed _browser = null!;
    private ServedHub _served = null!;

    [OneTimeSetUp]
    public async Task StartBrowserAsync() => _browser = await BrowserBed.StartAsync();

    [OneTimeTearDown]
    public async Task StopBrowserAsync() => await _browser.DisposeAsync();

    [SetUp]
    public async Task StartAsync()
    {
        _served = await ServedHub.StartAsync();
        foreach (var module in new[] { "m-c", "m-a", "m-b" })
        {
            await _served.PostAsync(module, "provision");
        }
        await _served.PostAsync("m-b", "hibernate");
    }

    [TearDown]
    public async Task StopAsync() => await _served.DisposeAsync();

    [Test]
    public async Task Modules_are_sorted_searched_and_kept_current()
    {
        await using var open = await OpenLiveAsync("/");
        (await RowsAsync(open)).ShouldBe(["m-a", "m-b", "m-c"]);
        (await open.TextAsync("#resources dt")).ShouldBe("Total memory");
        await open.Page.EvaluateAsync("() => { window.same = true; }");
        await open.Page.CheckAsync("input[value=m-c]");

        await _served.PostAsync("m-a", "hibernate");
        await _served.PostAsync("m-d", "provision");

        await open.WaitAsync("tr[data-module=m-a]", "hibernated");
        await open.WaitAsync("tr[data-module=m-d]", "provisioned");
        (await open.Page.IsCheckedAsync("input[value=m-c]")).ShouldBeTrue();
        (await open.Page.EvaluateAsync<bool>("() => window.same === true")).ShouldBeTrue();

        await open.Page.SelectOptionAsync("select[name=state]", "hibernated");
        await open.WaitAsync("#count", "2 of 4");
        (await RowsAsync(open)).ShouldBe(["m-a", "m-b"]);
        await open.Page.Keyboard.PressAsync("/");
        await open.Page.FillAsync("#q", "M-B");
        await open.Page.Keyboard.PressAsync("Enter");
        await open.WaitAsync("#count", "1 of 4");
        (await RowsAsync(open)).ShouldBe(["m-b"]);
        open.Errors.ShouldBeEmpty();
    }

    [Test]
    public async Task One_module_and_many_are_acted_on_after_confirming_it()
    {
        await using var open = await OpenLiveAsync("/");
        await open.Page.ClickAsync("[aria-label='Hibernate m-a']");
        await open.WaitAsync("#question", "Hibernate m-a?");
        await open.Page.ClickAsync("text=Leave it as it is");
        State("m-a").ShouldBe(InstanceState.Provisioned);
        await open.Page.ClickAsync("[aria-label='Hibernate m-a']");
        await open.Page.ClickAsync("button:has-text('Hibernate')");
        await open.WaitAsync(".notice", "Hibernate: asked for 1 module.");
        State("m-a").ShouldBe(InstanceState.Hibernated);

        await open.Page.CheckAsync("input[value=m-a]");
        await open.Page.CheckAsync("input[value=m-b]");
        await open.Page.ClickAsync("text=Wake those ticked…");
        await open.WaitAsync("#question", "Wake 2 modules?");
        (await open.Page.Locator(".asked li").CountAsync()).ShouldBe(2);
        await open.Page.ClickAsync("button:has-text('Wake')");
        await open.WaitAsync(".notice", "Wake: asked for 2 modules.");
        State("m-b").ShouldBe(InstanceState.Provisioned);
        open.Errors.ShouldBeEmpty();
    }

    [TestCase("Deprovision", "written back to the backend", 2)]
    [TestCase("Obliterate", "This cannot be undone", 0)]
    public async Task Many_are_given_up_only_after_confirming_it(
        string verb,
        string warning,
        int stored
    )
    {
        await _served.PostAsync("m-a", "deprovision");
        await _served.PostAsync("m-a", "provision");
        await _served.PostAsync("m-c", "deprovision");
        await _served.PostAsync("m-c", "provision");
        await using var open = await OpenLiveAsync("/");
        await AskAsync();
        (await open.TextAsync("main")).ShouldContain(warning);
        (await open.Page.Locator(".asked li").AllInnerTextsAsync()).ShouldBe(["m-a", "m-c"]);
        await open.Page.ClickAsync("text=Leave it as it is");
        State("m-a").ShouldBe(InstanceState.Provisioned);
        _served.Storage.Stored.Count.ShouldBe(2);

        await AskAsync();
        await open.Page.ClickAsync($"button:has-text('{verb}')");
        await open.WaitAsync(".notice", $"{verb}: asked for 2 modules.");
        (await RowsAsync(open)).ShouldBe(["m-b"]);
        _served.Hub.Find(ModuleId.Parse("m-a")).ShouldBeNull();
        _served.Hub.Find(ModuleId.Parse("m-c")).ShouldBeNull();
        _served.Storage.Stored.Count.ShouldBe(stored);
        open.Errors.ShouldBeEmpty();

        async Task AskAsync()
        {
            await open.Page.CheckAsync("input[value=m-a]");
            await open.Page.CheckAsync("input[value=m-c]");
            await open.Page.ClickAsync($"text={verb} those ticked…");
            await open.WaitAsync("#question", $"{verb} 2 modules?");
        }
    }

    [Test]
    public async Task Without_script_a_module_is_obliterated_by_its_name()
    {
        await using var open = await _browser.OpenAsync($"{_served.Address}", script: false);
        await open.Page.FillAsync("#by-name input", "m-c");
        await open.Page.ClickAsync("#by-name button:has-text('Obliterate')");
        (await open.TextAsync("main")).ShouldContain("cannot be undone");
        State("m-c").ShouldBe(InstanceState.Provisioned);
        await open.Page.ClickAsync("button:has-text('Obliterate')");
        (await open.TextAsync(".notice")).ShouldBe("Obliterate: asked for 1 module.");
        (await RowsAsync(open)).ShouldBe(["m-a", "m-b"]);

        await open.Page.FillAsync("#by-name input", "m-z");
        await open.Page.ClickAsync("#by-name button:has-text('Wake')");
        await open.Page.ClickAsync("button:has-text('Wake')");
        (await open.TextAsync("main")).ShouldContain("there is no module m-z here");
        await open.Page.GotoAsync($"{_served.Address}confirm?action=wake");
        (await open.TextAsync("main")).ShouldContain("Tick the modules first");
    }

    [Test]
    public async Task A_module_is_deprovisioned_by_keyboard_alone()
    {
        await using var open = await OpenLiveAsync("/");
        await TabToAsync(open, "Deprovision m-a", 40);
        await open.Page.Keyboard.PressAsync("Enter");
        await open.WaitAsync("#question", "Deprovision m-a?");
        await TabToAsync(open, "Deprovision", 8);
        await open.Page.Keyboard.PressAsync("Enter");
        await open.WaitAsync(".notice", "Deprovision");
        _served.Hub.Find(ModuleId.Parse("m-a")).ShouldBeNull();
    }

    [Test]
    public async Task What_errors_say_stays_text()
    {
        _served.Storage.Before = (_, _, _) =>
            Task.FromException(
                new HydrationException("<img src=x onerror=\"window.owned=1\"><script>")
            );
        await using var open = await OpenLiveAsync("/");
        await _served.PostAsync("m-e", "provision");
        await open.WaitAsync("tr[data-module=m-e] small", "onerror=");
        (await open.Page.EvaluateAsync<bool>("() => 'owned' in window")).ShouldBeFalse();
        (await open.Page.Locator("main img, main script").CountAsync()).ShouldBe(0);
        open.Errors.ShouldBeEmpty();
    }

    [TestCase(ColorScheme.Light, 360)]
    [TestCase(ColorScheme.Dark, 1280)]
    public async Task Pages_fit_their_window_and_have_enough_contrast(ColorScheme scheme, int width)
    {
        _served.Storage.Before = (_, _, _) => Task.FromException(new HydrationException("no room"));
        await _served.PostAsync("m-b", "deprovision");
        foreach (
            var (name, path) in new[]
            {
                ("hub", ""),
                ("hub-question", "confirm?action=obliterate&module=m-a&module=m-c"),
            }
        )
        {
            await using var open = await _browser.OpenAsync(
                $"{_served.Address}{path}",
                width,
                scheme
            );
            (await open.SidewaysAsync()).ShouldBe(0, $"/{path} must not scroll sideways");
            (await open.Page.EvaluateAsync<string[]>(PageScripts.PoorContrast)).ShouldBeEmpty(path);
            await open.ShootAsync($"{name}-{scheme}-{width}".ToLowerInvariant());
            open.Errors.ShouldBeEmpty();
        }
    }

    private InstanceState State(string module) => _served.Hub.Find(ModuleId.Parse(module))!.State;

    private async Task<OpenPage> OpenLiveAsync(string path)
    {
        var open = await _browser.OpenAsync($"{_served.Address}{path[1..]}");
        await open.WaitAsync("#live", "live");
        return open;
    }

    private static async Task<string[]> RowsAsync(OpenPage open) =>
        await open.Page.EvaluateAsync<string[]>(
            "() => Array.from(document.querySelectorAll('tr[data-module]'), (row) => row.dataset.module)"
        );

    private static async Task TabToAsync(OpenPage open, string name, int most)
    {
        for (var i = 0; i < most; i++)
        {
            await open.Page.Keyboard.PressAsync("Tab");
            var focused = await open.Page.EvaluateAsync<string>(
                "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()"
            );
            if (focused == name)
            {
                return;
            }
        }
        Assert.Fail($"'{name}' is not reached by Tab");
    }
}
