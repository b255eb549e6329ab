using System.Diagnostics.Metrics;
using System.Net;
using Bench.Coordinator.Metrics;
using Bench.Coordinator.Telemetry;
using Bench.Host.Tests;

namespace Bench.Coordinator.Tests.Serving;

[CancelAfter(60_000)]
internal sealed class MetricsTests
{
    private const string Run = "{bench_run_id=\"t1\"}";

    [Test]
    public async Task The_page_is_strictly_in_the_format_and_tells_of_led_runs(
        CancellationToken cancel
    )
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        var led = await bed.Host.StartAsync(ServeBed.Config("t1"), cancel);
        await Until.TrueAsync(
            () => led.Head.Leader is not null,
            "the run is led, so decisions and requests were counted"
        );
        using var program = bed.Browser();
        program.DefaultRequestHeaders.Authorization = new("Bearer", bed.Read);
        using var answer = await program.GetAsync("/metrics", cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe(PrometheusText.ContentType);

        var read = Exposition.Read(await answer.Content.ReadAsStringAsync(cancel));
        read.Values["bench_runs_led"].ShouldBe(1);
        read.Values["bench_run_entries" + Run].ShouldBe(2);
        read.Values["bench_workers_connected" + Run].ShouldBe(0);
        read.Values["process_resident_memory_bytes"].ShouldBeGreaterThan(1_000_000);
        read.Values["bench_leader_changes_total"].ShouldBeGreaterThanOrEqualTo(1);
        read.Types["bench_store_request_duration_seconds"].ShouldBe("histogram");
    }

    /// <summary>A dashboard's query finds the same thing, whichever way it came.</summary>
    [Test]
    public void Every_gauge_of_otlp_is_on_the_page_by_the_same_rule()
    {
        var names = HostGauges
            .All.Select(gauge => PrometheusNames.Of(gauge.Name, gauge.Unit, "gauge"))
            .ToList();
        names.ShouldBeUnique();
        names.ShouldContain("bench_run_estimated_time_left_seconds");
        PrometheusNames.Of("bench.grants", "{grant}", "counter").ShouldBe("bench_grants_total");
        PrometheusNames.Of("a.memory", "By", "gauge").ShouldBe("a_memory_bytes");
    }

    [Test]
    public void Labels_cannot_end_their_quotes()
    {
        var text = new PrometheusText();
        text.Add("m", "gauge", "h\n# TYPE x\\", [([("a", "x\"} 1\ny\\")], 2.5)]);
        text.ToString()
            .ShouldBe("# HELP m h\\n# TYPE x\\\\\n# TYPE m gauge\nm{a=\"x\\\"} 1\\ny\\\\\"} 2.5\n");
        Exposition.Read(text.ToString()).Values.Count.ShouldBe(1);
    }

    [Test]
    public void Histograms_add_up_by_attributes_whatever_their_order()
    {
        using var reader = new InstrumentReader();
        using var meter = new Meter("Bench.Tests.Metrics");
        var histogram = meter.CreateHistogram(
            "bench.tried",
            "s",
            "Tried.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] }
        );
        histogram.Record(0.5, new("b", "2"), new("a", "1\n"));
        histogram.Record(7, new("a", "1\n"), new("b", "2"));
        histogram.Record(0.75);
        var text = new PrometheusText();
        reader.WriteTo(text);
        var values = Exposition.Read(text.ToString()).Values;
        const string labels = """a="1\n",b="2",""";
        values[$$"""bench_tried_seconds_bucket{{{labels}}le="0.5"}"""].ShouldBe(1);
        values[$$"""bench_tried_seconds_bucket{{{labels}}le="1"}"""].ShouldBe(1);
        values[$$"""bench_tried_seconds_bucket{{{labels}}le="+Inf"}"""].ShouldBe(2);
        values["""bench_tried_seconds_sum{a="1\n",b="2"}"""].ShouldBe(7.5);
        values["bench_tried_seconds_count"].ShouldBe(1);
    }

    [TestCase("# TYPE m gauge\nm 1\n")]
    [TestCase("# HELP m h\n# TYPE m gauge\nm{a=\"x} 1\n")]
    [TestCase("# HELP m h\n# TYPE m counter\nm 1\n")]
    [TestCase("# HELP m h\n# TYPE m gauge\nn 1\n")]
    public void The_strict_reader_refuses_what_is_wrong(string text) =>
        Should.Throw<ShouldAssertException>(() => Exposition.Read(text));
}
