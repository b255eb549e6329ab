using System.Globalization;
using Bench.Coordinator.Metrics;

namespace Bench.Coordinator.Tests.Serving;

[CancelAfter(60_000)]
internal sealed class MetricsTests
{
    [Test]
    public async Task Metrics_are_readable_with_a_token_and_tell_of_led_runs(
        CancellationToken cancel
    )
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        await bed.Host.StartAsync(ServeBed.Config("t1"), cancel);
        using var program = bed.Browser();
        program.DefaultRequestHeaders.Authorization = new("Bearer", bed.Read);
        var text = await program.GetStringAsync("/metrics", cancel);
        var values = Parse(text);
        values["bench_runs_led"].ShouldBe(1);
        values["bench_run_entries{run=\"t1\"}"].ShouldBe(2);
        values["process_resident_memory_bytes"].ShouldBeGreaterThan(1_000_000);
    }

    [Test]
    public void Labels_cannot_end_their_quotes()
    {
        var text = new PrometheusText();
        text.Add("m", "gauge", "h", [([("a", "x\"} 1\ny\\")], 2.5)]);
        text.ToString().ShouldBe("# HELP m h\n# TYPE m gauge\nm{a=\"x\\\"} 1\\ny\\\\\"} 2.5\n");
    }

    /// <summary>Each line is a comment, or a name with a number; each name is declared before.</summary>
    private static Dictionary<string, double> Parse(string text)
    {
        var values = new Dictionary<string, double>();
        var declared = new HashSet<string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                declared.Add(line.Split(' ')[2]).ShouldBeTrue(line);
            }
            else if (!line.StartsWith('#'))
            {
                var end = line.LastIndexOf(' ');
                var name = line[..end];
                declared.ShouldContain(name.Split('{')[0]);
                values.Add(name, double.Parse(line[(end + 1)..], CultureInfo.InvariantCulture));
            }
        }
        return values;
    }
}
