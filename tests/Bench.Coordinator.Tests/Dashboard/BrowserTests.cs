using Bench.Coordinator.Dashboard;
using Bench.Coordinator.Tests.Dashboard.Fakes;
using Bench.Coordinator.Watching;
using Bench.Reporting.Tests.Html;
using Microsoft.Playwright;

namespace Bench.Coordinator.Tests.Dashboard;

/// <summary>The dashboard in a real browser.</summary>
[NonParallelizable]
[CancelAfter(120_000)]
internal sealed class BrowserTests
{
    private BrowserBed _browser = null!;
    private ScriptedDirectory _directory = null!;
    private ScriptedFeed _feed = null!;
    private DashboardHost _host = null!;

    [OneTimeSetUp]
    public async Task StartBrowserAsync() => _browser = await BrowserBed.StartAsync();

    [OneTimeTearDown]
    public async Task StopBrowserAsync() => await _browser.DisposeAsync();

    [SetUp]
    public async Task StartAsync()
    {
        _directory = new ScriptedDirectory();
        _feed = new ScriptedFeed(SampleRun.Of("t1", 12), TimeProvider.System);
        _directory.Put("t1", _feed);
        _host = await DashboardHost.StartAsync(
            _directory,
            new DashboardOptions { RunsInterval = TimeSpan.FromMilliseconds(100) }
        );
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task Changes_arrive_without_loading_the_page_again()
    {
        await using var open = await OpenLiveAsync("/runs/t1");
        await open.Page.EvaluateAsync("() => { window.same = true; }");

        _feed.Tell(
            _feed.Snapshot.Vms[3] with
            {
                State = VmState.Silent,
                IterationsDone = 41,
                IterationsFailed = 3,
                LastErrors = ["the disk is full"],
                Live = SampleRun.Live(3, 5),
            }
        );
        _feed.Tell(_feed.Snapshot.Entries[7] with { State = EntryState.Failed });
        _feed.Tell(_feed.Snapshot.Run with { IterationsDone = 77, Reason = "half done" });
        _feed.Tell("vm-0003 is silent", NoteLevel.Warning, "vm-0003");

        await open.WaitAsync("[data-run=done]", "77 of 144");
        await open.WaitAsync("#notes li:first-child", "vm-0003 is silent");
        (await open.TextAsync("#vm-table tr[data-vm=vm-0003] td[data-f=done]")).ShouldBe("41/48");
        (await open.TextAsync("#vm-grid a[data-vm=vm-0003]")).ShouldBe("?");
        (await open.TextAsync("[data-legend=vm] li[data-state=silent]")).ShouldContain("2");
        (await open.TextAsync("a[data-entry='8']")).ShouldBe("✗");
        (await open.TextAsync("#errors")).ShouldContain("the disk is full");
        (await open.TextAsync("[data-run=reason]")).ShouldBe("half done");
        (await open.Page.EvaluateAsync<bool>("() => window.same === true")).ShouldBeTrue();
        open.Errors.ShouldBeEmpty();
    }

    [Test]
    public async Task Charts_and_phases_go_on_with_the_events()
    {
        await using var open = await OpenLiveAsync("/runs/t1?vm=vm-0003");
        await open.Page.WaitForSelectorAsync(".plot canvas");
        var before = await open.Page.Locator(".gantt rect").CountAsync();
        var vm = _feed.Snapshot.Vms[3];
        foreach (var (i, phase) in new[] { "cache", "measure", "collect" }.Index())
        {
            _feed.Tell(
                vm with
                {
                    Current = vm.Current! with { Phase = phase, Iteration = 9, PhaseSeconds = 0 },
                    Live = SampleRun.Live(3, 20 + i),
                }
            );
        }

        await open.Page.WaitForFunctionAsync(
            "before => document.querySelectorAll('.gantt rect').length >= before + 3",
            before
        );
        (await open.Page.Locator(".plot canvas").CountAsync()).ShouldBe(5);
        open.Errors.ShouldBeEmpty();
    }

    [Test]
    public async Task A_page_catches_up_after_the_service_was_away()
    {
        await using var open = await OpenLiveAsync("/runs/t1");
        var port = _host.Port;
        await _host.DisposeAsync();
        await open.WaitAsync("#live", "connection lost");
        _feed.Tell("told while it was away");
        _feed.Tell(_feed.Snapshot.Vms[4] with { IterationsDone = 33 });
        _host = await DashboardHost.StartAsync(_directory, port: port);

        await open.WaitAsync("#live", "live");
        await open.WaitAsync("#notes li:first-child", "told while it was away");
        await open.WaitAsync("#vm-table tr[data-vm=vm-0004] td[data-f=done]", "33/48");
        (await open.Page.Locator("#notes li").CountAsync()).ShouldBe(4, "nothing twice");

        // A service that was started anew knows another feed and begins with everything.
        await _host.DisposeAsync();
        var next = new ScriptedFeed(_feed.Snapshot, TimeProvider.System, id: "feed2");
        next.Tell(next.Snapshot.Vms[4] with { IterationsDone = 34 });
        next.Tell("told by the next service");
        _directory.Put("t1", next);
        _host = await DashboardHost.StartAsync(_directory, port: port);

        await open.WaitAsync("#notes li:first-child", "told by the next service");
        await open.WaitAsync("#vm-table tr[data-vm=vm-0004] td[data-f=done]", "34/48");
        (await open.Page.Locator("#notes li").CountAsync()).ShouldBe(5);
    }

    [Test]
    public async Task Without_script_everything_is_there_and_forms_work()
    {
        await using var open = await _browser.OpenAsync(_host.UriOf("/"), script: false);
        await open.Page.ClickAsync("text=t1");
        (await open.Page.Locator("#vm-table tbody tr").CountAsync()).ShouldBe(12);
        await open.Page.SelectOptionAsync("#vm-state", "silent");
        await open.Page.ClickAsync("#vm-filter button");
        (await open.Page.Locator("#vm-table tbody tr").CountAsync()).ShouldBe(1);
        (await open.Page.Locator("head noscript meta[http-equiv=refresh]").CountAsync()).ShouldBe(
            1
        );

        await open.Page.ClickAsync("text=Cancel the run…");
        await open.Page.FillAsync("input[name=reason]", "no script here");
        await open.Page.ClickAsync("button:has-text('Cancel the run')");

        (await open.TextAsync(".notice")).ShouldContain("being cancelled");
        _directory.Asked.ShouldBe(["cancel t1 by dashboard: no script here"]);
    }

    [Test]
    public async Task A_run_is_cancelled_by_keyboard_alone_after_confirming_it()
    {
        await using var open = await OpenLiveAsync("/runs/t1");
        var keyboard = open.Page.Keyboard;
        await keyboard.PressAsync("Tab");
        (await FocusedAsync(open)).ShouldBe("Skip to the content");
        await keyboard.PressAsync("Enter");
        for (var i = 0; i < 5 && await FocusedAsync(open) != "Cancel the run…"; i++)
        {
            await keyboard.PressAsync("Tab");
        }
        (await FocusedAsync(open)).ShouldBe("Cancel the run…");
        await keyboard.PressAsync("Enter");
        await open.WaitAsync("#question", "Cancel the run t1?");
        _directory.Asked.ShouldBeEmpty();
        for (var i = 0; i < 8 && await FocusedAsync(open) != "Cancel the run"; i++)
        {
            await keyboard.PressAsync("Tab");
        }
        await keyboard.PressAsync("Enter");

        await open.WaitAsync(".notice", "being cancelled");
        _directory.Asked.Count.ShouldBe(1);
        (
            await open.Page.EvaluateAsync<string>(
                "() => getComputedStyle(document.querySelector('#cancel-link')).outlineStyle"
            )
        ).ShouldBe("none", "only what is focused is outlined");
    }

    [Test]
    public async Task The_grid_and_the_matrix_are_one_stop_each_and_walked_by_arrows()
    {
        await using var open = await OpenLiveAsync("/runs/t1");
        (await open.Page.Locator("#vm-grid a[tabindex='0']").CountAsync()).ShouldBe(1);
        (await open.Page.Locator("#matrix-table a[tabindex='0']").CountAsync()).ShouldBe(1);

        await open.Page.FocusAsync("#matrix-table a[data-entry='1']");
        await open.Page.Keyboard.PressAsync("ArrowRight");
        await open.Page.Keyboard.PressAsync("ArrowDown");

        (await open.TextAsync("#matrix-about")).ShouldStartWith(
            "Entry 10: test read-2, config config-2"
        );
        await open.Page.Keyboard.PressAsync("/");
        (await open.Page.EvaluateAsync<string>("() => document.activeElement.id")).ShouldBe(
            "vm-text"
        );
        await open.Page.Keyboard.TypeAsync("vm-0007");
        (await open.TextAsync("#vm-count")).ShouldBe("1 of 12 VMs");
        await open.Page.ClickAsync("#vm-table th button:has-text('VM')");
        await open.Page.ClickAsync("#vm-table th button:has-text('VM')");
        (await open.Page.Locator("#vm-table th[aria-sort=descending]").CountAsync()).ShouldBe(1);
        (await open.Page.GetAttributeAsync("#vm-table tbody tr:first-child", "data-vm")).ShouldBe(
            "vm-0011"
        );
    }

    [Test]
    public async Task The_list_of_runs_changes_by_itself()
    {
        await using var open = await OpenLiveAsync("/");
        _feed.Tell(_feed.Snapshot.Run with { IterationsDone = 100 });
        _directory.Put("t2", new ScriptedFeed(SampleRun.Of("t2", 3), TimeProvider.System));

        await open.WaitAsync("tr[data-run=t1] [data-f=done]", "100 of 144");
        await open.WaitAsync("tr[data-run=t2] [data-f=alive]", "3 of 3");
        await open.Page.ClickAsync("text=t2");
        await open.WaitAsync("h1", "t2");
        open.Errors.ShouldBeEmpty();
    }

    [Test]
    public async Task Hostile_names_stay_text_when_they_come_with_events()
    {
        var hostile = new ScriptedFeed(
            SampleRun.Of(
                "t2",
                3,
                vmName: _ => Hostile.Name + _,
                label: _ => Hostile.Label,
                test: _ => Hostile.Test
            ),
            TimeProvider.System
        );
        _directory.Put("t2", hostile);
        await using var open = await OpenLiveAsync("/runs/t2");
        hostile.Tell(
            hostile.Snapshot.Vms[0] with
            {
                State = VmState.Waiting,
                LastErrors = [Hostile.Error, Hostile.Name],
                IterationsDone = 40,
            }
        );
        hostile.Tell(hostile.Snapshot.Vms[1] with { Vm = Hostile.Name + 1, State = VmState.Ended });
        hostile.Tell(Hostile.Error + Hostile.Name, NoteLevel.Error, Hostile.Name);
        hostile.Tell(hostile.Snapshot.Run with { Reason = Hostile.Label });

        await open.WaitAsync("#notes li:first-child", "onerror");
        await open.WaitAsync("[data-run=reason]", "<script>");
        await open.Page.HoverAsync("#matrix-table a");
        (await open.Page.EvaluateAsync<bool>("() => 'owned' in window")).ShouldBeFalse();
        (await open.Page.Locator("main img, main script").CountAsync()).ShouldBe(0);
        open.Errors.ShouldBeEmpty();
    }

    [TestCase(ColorScheme.Light, 360)]
    [TestCase(ColorScheme.Dark, 360)]
    [TestCase(ColorScheme.Light, 1920)]
    [TestCase(ColorScheme.Dark, 1280)]
    public async Task Pages_fit_their_window_and_have_enough_contrast(ColorScheme scheme, int width)
    {
        foreach (
            var (name, path) in new[]
            {
                ("runs", "/"),
                ("run", "/runs/t1"),
                ("vm", "/runs/t1/vms/vm-0005"),
                ("entry", "/runs/t1/entries/8"),
                ("cancel", "/runs/t1/cancel"),
            }
        )
        {
            await using var open = await _browser.OpenAsync(_host.UriOf(path), width, scheme);
            (await open.SidewaysAsync()).ShouldBe(0, $"{path} must not scroll sideways");
            (await open.Page.EvaluateAsync<string[]>(PageScripts.PoorContrast)).ShouldBeEmpty(path);
            await open.ShootAsync($"{name}-{scheme}-{width}".ToLowerInvariant());
            open.Errors.ShouldBeEmpty();
        }
    }

    [Test]
    public async Task The_theme_is_chosen_and_kept()
    {
        await using var open = await OpenLiveAsync("/runs/t1");
        const string background = "() => getComputedStyle(document.body).backgroundColor";
        var light = await open.Page.EvaluateAsync<string>(background);
        await open.Page.ClickAsync("#theme");
        var dark = await open.Page.EvaluateAsync<string>(background);
        dark.ShouldNotBe(light);
        await open.Page.ReloadAsync();
        (await open.Page.EvaluateAsync<string>(background)).ShouldBe(dark);
        (await open.TextAsync("#theme")).ShouldBe("Theme: dark");
    }

    [Test]
    public async Task A_thousand_VMs_are_shown_and_kept_current()
    {
        var big = new ScriptedFeed(SampleRun.Of("big", 1000, 4, 250), TimeProvider.System);
        _directory.Put("big", big);
        await using var open = await OpenLiveAsync("/runs/big");
        (await open.Page.Locator("#vm-grid a").CountAsync()).ShouldBe(1000);

        for (var step = 0; step < 5; step++)
        {
            for (var i = 0; i < 1000; i++)
            {
                big.Tell(big.Snapshot.Vms[i] with { State = VmState.Idle, IterationsDone = step });
            }
        }

        await open.WaitAsync("[data-legend=vm] li[data-state=idle]", "1,000");
        await open.WaitAsync("#vm-table tr[data-vm=vm-0999] td[data-f=done]", "4/48");
        open.Errors.ShouldBeEmpty();
    }

    private async Task<OpenPage> OpenLiveAsync(string path)
    {
        var open = await _browser.OpenAsync(_host.UriOf(path));
        await open.WaitAsync("#live", "live");
        return open;
    }

    private static Task<string> FocusedAsync(OpenPage open) =>
        open.Page.EvaluateAsync<string>("() => document.activeElement.textContent.trim()");
}
