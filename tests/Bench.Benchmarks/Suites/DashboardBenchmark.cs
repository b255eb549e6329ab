using System.Diagnostics;
using System.Globalization;
using System.Net;
using Bench.Benchmarks.Harness;
using Bench.Coordinator.Dashboard;
using Bench.Coordinator.Watching.Feeds;
using Bench.Coordinator.Watching.Pictures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Bench.Benchmarks.Suites;

/// <summary>
/// The time from a worker's progress to its figures in a real browser, with 1,000 workers that tell of themselves every
/// two seconds. Both clocks are this machine's.
/// </summary>
internal sealed class DashboardBenchmark : IBenchmark
{
    private const int Vms = 1000;
    private const int Iterations = 1000;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(30);

    /// <summary>Notes each change of the column "Done" after the frame that shows it.</summary>
    private const string Observe = """
        () => {
          window.seen = [];
          const observer = new MutationObserver((changes) => {
            const rows = new Map();
            for (const change of changes) {
              const cell = change.target.nodeType === 3 ? change.target.parentElement : change.target;
              if (cell?.dataset?.f === "done") rows.set(cell.parentElement.dataset.vm, cell.textContent);
            }
            setTimeout(() => {
              const at = performance.timeOrigin + performance.now();
              for (const [vm, text] of rows) window.seen.push(`${vm} ${text.split("/")[0]} ${at}`);
            }, 0);
          });
          observer.observe(document.querySelector("#vm-table tbody"), { childList: true, characterData: true, subtree: true });
        }
        """;

    public string Name => "dashboard";

    public string Claim =>
        $"from a worker's progress to its figures in the browser, {Vms:N0} workers that tell of themselves every {Beat.TotalSeconds} s, p99 below 250 ms";

    public async Task<IReadOnlyList<string>> RunAsync(int pairs, TimeProvider time)
    {
        using var feed = new RunFeed(
            new LivePicture(FleetPlan.Of(Vms, Iterations, Lease, Poll), "file:///data/t1", time),
            time
        );
        await using var app = await ServeAsync(feed);
        var told = new Dictionary<string, double>(StringComparer.Ordinal);
        var workers = new Workers(feed, time, told);
        workers.TellAll();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = "/usr/bin/chromium",
                Args = ["--no-sandbox", "--disable-gpu"],
            }
        );
        var page = await browser.NewPageAsync();
        await page.GotoAsync($"{app.Urls.First()}/runs/t1");
        await page.WaitForFunctionAsync(
            "() => document.getElementById('live').dataset.state === 'live'"
        );
        await workers.BeatAsync(Beat);
        await page.EvaluateAsync(Observe);
        told.Clear();

        var begin = time.GetTimestamp();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        while (time.GetElapsedTime(begin) < Measured)
        {
            await workers.BeatAsync(Beat);
        }
        processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
        var elapsed = time.GetElapsedTime(begin);
        await Task.Delay(TimeSpan.FromSeconds(2), time);
        return Describe(
            await page.EvaluateAsync<string[]>("() => window.seen"),
            told,
            processor / elapsed
        );
    }

    private static IReadOnlyList<string> Describe(
        string[] seen,
        Dictionary<string, double> told,
        double processors
    )
    {
        var delays = new List<double>();
        foreach (var line in seen)
        {
            var parts = line.Split(' ');
            if (told.Remove($"{parts[0]} {parts[1]}", out var at))
            {
                delays.Add(double.Parse(parts[2], CultureInfo.InvariantCulture) - at);
            }
        }
        delays.Sort();
        string At(double p) =>
            delays[Math.Min(delays.Count - 1, (int)Math.Ceiling(p * delays.Count) - 1)]
                .ToString("0", CultureInfo.InvariantCulture);
        return delays.Count == 0
            ? ["no event reached the browser"]
            :
            [
                $"{delays.Count:N0} events seen, {told.Count:N0} not: p50 {At(0.5)} ms, p90 {At(0.9)} ms, p99 {At(0.99)} ms, longest {At(1)} ms",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{processors:0.00} processors busy in this process"
                ),
            ];
    }

    private static async Task<WebApplication> ServeAsync(RunFeed feed)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapDashboard(new OneRun(feed));
        await app.StartAsync();
        return app;
    }

    /// <summary>Workers that each commit an iteration with every sign of life.</summary>
    private sealed class Workers(RunFeed feed, TimeProvider time, Dictionary<string, double> told)
    {
        private int _done;

        public void TellAll()
        {
            _done++;
            for (var n = 1; n <= Vms; n++)
            {
                Tell(n);
            }
        }

        /// <summary>All of them once, spread over the time as those of a fleet are.</summary>
        public async Task BeatAsync(TimeSpan span)
        {
            _done++;
            var begin = time.GetTimestamp();
            for (var n = 1; n <= Vms; n++)
            {
                var due = (span * n / Vms) - time.GetElapsedTime(begin);
                if (due > TimeSpan.FromMilliseconds(1))
                {
                    await Task.Delay(due, time);
                }
                Tell(n);
            }
        }

        private void Tell(int n)
        {
            told[$"vm-{n} {_done}"] = (
                time.GetUtcNow() - DateTimeOffset.UnixEpoch
            ).TotalMilliseconds;
            feed.Update(picture => picture.Saw(FleetProgress.Of(n, _done, Iterations)));
        }
    }
}
