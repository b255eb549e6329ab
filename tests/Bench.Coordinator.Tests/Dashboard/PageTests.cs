using System.Net;
using System.Text;
using Bench.Coordinator.Tests.Dashboard.Fakes;
using Bench.Host.Tests;
using Bench.Storage;

namespace Bench.Coordinator.Tests.Dashboard;

/// <summary>Pages as they leave the server: whole without script, and harmless whatever they show.</summary>
[CancelAfter(60_000)]
internal sealed class PageTests
{
    private TempFolder _folder = null!;
    private IObjectStore _store = null!;
    private ScriptedDirectory _directory = null!;
    private ScriptedFeed _feed = null!;
    private DashboardHost _host = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _folder = new TempFolder();
        _store = Stores.Open(_folder.Root);
        _directory = new ScriptedDirectory(_store);
        _feed = new ScriptedFeed(SampleRun.Of("t1", 40), TimeProvider.System);
        _directory.Put("t1", _feed);
        _host = await DashboardHost.StartAsync(_directory);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task The_list_shows_phase_progress_failures_and_time_left_of_each_run()
    {
        var page = await GetAsync("/");

        page.ShouldContain("href=\"/runs/t1\"");
        page.ShouldContain("running");
        page.ShouldContain("48 of 144 iterations, 3 failed");
        page.ShouldContain("1 h 15 min");
        page.ShouldContain("http-equiv=\"refresh\"");
    }

    [Test]
    public async Task A_run_is_whole_without_script()
    {
        var page = await GetAsync("/runs/t1");

        Count(page, "<tr data-vm=").ShouldBe(40);
        Count(page, "data-entry=").ShouldBe(24);
        page.ShouldContain("no sign of life for 30 s");
        page.ShouldContain("no space left on device");
        page.ShouldContain("process 4711 on bench-0");
        page.ShouldContain("href=\"/runs/t1/cancel\"");
        page.ShouldContain("<svg viewBox");
        page.ShouldNotContain("<script>");
        page.ShouldNotContain("style=\"");
        page.ShouldNotContain(" onclick", Case.Insensitive);
    }

    [Test]
    public async Task The_table_of_VMs_is_filtered_and_sorted_by_the_server_too()
    {
        var silent = await GetAsync("/runs/t1?state=silent");
        Count(silent, "<tr data-vm=").ShouldBe(2);
        silent.ShouldContain("2 of 40 VMs");

        (await GetAsync("/runs/t1?q=vm-0007")).ShouldContain("1 of 40 VMs");
        (await GetAsync("/runs/t1?q=nothing")).ShouldContain("0 of 40 VMs");

        var byName = await GetAsync("/runs/t1?sort=name");
        FirstVm(byName).ShouldBe("vm-0000");
        FirstVm(await GetAsync("/runs/t1")).ShouldBe("vm-0002", "a fenced VM comes first");
        FirstVm(await GetAsync("/runs/t1?sort=failed")).ShouldBe("vm-0005");
    }

    [Test]
    public async Task A_VM_shows_its_phases_entries_errors_and_the_end_of_its_log()
    {
        await _store.PutAsync(
            "t1/results/vm-0005/worker.log",
            Encoding.UTF8.GetBytes(
                string.Concat(Enumerable.Range(1, 5000).Select(i => $"line {i} <b>\n"))
            ),
            default
        );
        var page = await GetAsync("/runs/t1/vms/vm-0005");

        page.ShouldContain("host-5.example");
        page.ShouldContain("line 5000 &lt;b&gt;");
        page.ShouldContain("line 4801 ");
        page.ShouldNotContain("line 4800 ");
        page.ShouldContain("no space left on device");
        page.ShouldContain("data-entry-row=\"5\"");

        using var log = await _host.Client.GetAsync("/runs/t1/vms/vm-0005/log");
        log.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        (await log.Content.ReadAsStringAsync()).ShouldStartWith("line 1 <b>");
        Policy(log).ShouldStartWith("sandbox;");
    }

    [Test]
    public async Task Reports_are_read_only_files_in_an_origin_of_their_own()
    {
        await _store.PutAsync("t1/report/report.html", "<p>figures"u8.ToArray(), default);
        await _store.PutAsync("t1/report/report-a-1.csv", "a,b"u8.ToArray(), default);
        await _store.PutAsync("t1/config.json", "{}"u8.ToArray(), default);

        using var html = await _host.Client.GetAsync("/runs/t1/report/report.html");
        (await html.Content.ReadAsStringAsync()).ShouldBe("<p>figures");
        Policy(html).ShouldStartWith("sandbox allow-scripts");
        Policy(html).ShouldNotContain("allow-same-origin");
        using var csv = await _host.Client.GetAsync("/runs/t1/report/report-a-1.csv");
        csv.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");

        foreach (
            var path in (string[])
                [
                    "/runs/t1/report/config.json",
                    "/runs/t1/report/..%2Fconfig.json",
                    "/runs/t1/report/report..%2F..%2Fconfig.json",
                    "/runs/t1/report/report.exe",
                    "/runs/t1/report/report.json",
                    "/runs/none/report/report.html",
                    "/runs/t1/vms/..%2F..%2Fconfig.json/log",
                    "/runs/t1/vms/vm-0001/log",
                    "/runs/..%2Ft1",
                    "/runs/none",
                    "/runs/t1/vms/none",
                    "/runs/t1/entries/999",
                    "/assets/none.js",
                ]
        )
        {
            using var response = await _host.Client.GetAsync(path);
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }
    }

    [Test]
    public async Task Hostile_names_are_text_and_lead_nowhere_else()
    {
        var run = SampleRun.Of(
            "t2",
            3,
            vmName: i =>
                i == 0 ? Hostile.Name
                : i == 1 ? "../../etc"
                : "a/b?c=d#e",
            label: _ => Hostile.Label,
            test: _ => Hostile.Test
        );
        _directory.Put(
            "t2",
            new ScriptedFeed(
                run with
                {
                    Run = run.Run with { Name = Hostile.Label, Reason = Hostile.Error },
                    Vms = [run.Vms[0] with { LastErrors = [Hostile.Error] }, .. run.Vms.Skip(1)],
                },
                TimeProvider.System
            )
        );
        foreach (
            var path in (string[])
                [
                    "/",
                    "/runs/t2",
                    $"/runs/t2?q={Uri.EscapeDataString(Hostile.Label)}&state=%3Cb%3E&vm={Uri.EscapeDataString(Hostile.Name)}",
                    $"/runs/t2/vms/{Uri.EscapeDataString(Hostile.Name)}",
                    "/runs/t2/entries/1",
                    "/runs/t2/cancel",
                ]
        )
        {
            var page = await GetAsync(path);
            page.ShouldNotContain("<img", Case.Insensitive, path);
            page.ShouldNotContain("<svg onload", Case.Insensitive, path);
            page.ShouldNotContain("<script>", Case.Insensitive, path);
            page.ShouldNotContain("<b>bold", Case.Insensitive, path);
        }
        var whole = await GetAsync("/runs/t2");
        whole.ShouldContain("href=\"/runs/t2/vms/..%2F..%2Fetc\"");
        whole.ShouldContain("href=\"/runs/t2/vms/a%2Fb%3Fc%3Dd%23e\"");
    }

    [TestCase("/")]
    [TestCase("/runs/t1")]
    [TestCase("/runs/t1/cancel")]
    [TestCase("/runs/none")]
    public async Task Every_page_forbids_all_but_this_services_own_files(string path)
    {
        using var response = await _host.Client.GetAsync(path);

        Policy(response).ShouldContain("default-src 'none'; script-src 'self'; style-src 'self';");
        Policy(response).ShouldContain("frame-ancestors 'none'; base-uri 'none'");
        Policy(response).ShouldNotContain("unsafe");
        response.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [TestCase("dashboard.js", "text/javascript")]
    [TestCase("uPlot.iife.min.js", "text/javascript")]
    [TestCase("uPlot.min.css", "text/css")]
    [TestCase("uPlot.LICENSE", "text/plain")]
    public async Task Assets_are_part_of_the_program_and_loaded_once(string name, string type)
    {
        using var first = await _host.Client.GetAsync($"/assets/{name}");
        first.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        first.Content.Headers.ContentLength.ShouldNotBe(0);

        using var again = new HttpRequestMessage(HttpMethod.Get, $"/assets/{name}");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await _host.Client.SendAsync(again);
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Test]
    public async Task Ten_thousand_entries_and_a_thousand_VMs_are_one_page()
    {
        _directory.Put(
            "big",
            new ScriptedFeed(SampleRun.Of("big", 1000, 20, 500), TimeProvider.System)
        );
        var page = await GetAsync("/runs/big");

        Count(page, "data-entry=").ShouldBe(10_000);
        Count(page, "<tr data-vm=").ShouldBe(1000);
        page.Length.ShouldBeLessThan(5_000_000);
    }

    private async Task<string> GetAsync(string path)
    {
        using var response = await _host.Client.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await response.Content.ReadAsStringAsync();
    }

    private static int Count(string page, string part) => page.Split(part).Length - 1;

    private static string FirstVm(string page)
    {
        var at = page.IndexOf("<tr data-vm=\"", StringComparison.Ordinal) + 13;
        return page[at..page.IndexOf('"', at)];
    }

    private static string Policy(HttpResponseMessage response) =>
        response.Headers.GetValues("Content-Security-Policy").Single();
}
