using System.Globalization;
using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;
using Bench.Testing.Otlp;

namespace Bench.EndToEnd.Tests.Observing;

/// <summary>A collector receives what a real run tells, and nothing depends on it.</summary>
public sealed class TelemetryTests
{
    private const string Secret = "s3cr3t-header-value";
    private static readonly TimeSpan Exactly = TimeSpan.FromMilliseconds(0.01);

    [Test]
    public async Task A_run_is_one_trace_whose_spans_say_what_its_records_say()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var sandbox = new Sandbox();
        sandbox.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Http;
        sandbox.Environment["OTEL_EXPORTER_OTLP_HEADERS"] = $"api-key={Secret}";
        using var process = new RunSetup().Start(sandbox);
        var children = await ChildrenAsync(sandbox, process);
        var ended = (await process.EndAsync()).ShouldHaveCode(0);
        var bucket = sandbox.Bucket("t1");
        SealedRun.ShouldBeWhole(bucket, entries: 4, iterations: 2);

        ShouldBeOneTree(collector.Spans);
        ShouldFit(collector.Spans, bucket);
        ShouldBeCounted(collector.Points);
        collector.Requests.ShouldAllBe(request =>
            request.Headers.GetValueOrDefault("api-key") == Secret
        );
        children.ShouldNotBeEmpty();
        children.ShouldAllBe(child => !child.Environment.ContainsKey("OTEL_EXPORTER_OTLP_HEADERS"));
        ended.All.ShouldNotContain(Secret);
        foreach (var name in bucket.Names())
        {
            bucket.Text(name).Contains(Secret, StringComparison.Ordinal).ShouldBeFalse(name);
        }
    }

    [Test]
    public async Task A_collector_that_never_answers_changes_nothing()
    {
        await using var collector = await OtlpCollector.StartAsync(hangs: true);
        await using var sandbox = new Sandbox();
        sandbox.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Http;
        (await new RunSetup().RunAsync(sandbox)).ShouldHaveCode(0);
        SealedRun.ShouldBeWhole(sandbox.Bucket("t1"), entries: 4, iterations: 2);
        collector.Requests.ShouldNotBeEmpty();
    }

    /// <summary>Children of workers that were seen while the run went on.</summary>
    private static async Task<IReadOnlyList<HostProcess>> ChildrenAsync(
        Sandbox sandbox,
        BenchProcess process
    )
    {
        IReadOnlyList<HostProcess> seen = [];
        await Until.TrueAsync(
            () => (seen = sandbox.Children).Count > 0 || process.HasExited,
            "a worker has a child"
        );
        process.Loads("OpenTelemetry").ShouldBeTrue();
        return seen;
    }

    private static void ShouldBeOneTree(IReadOnlyList<OtlpSpan> spans)
    {
        spans.Select(span => span.TraceId).Distinct().ShouldHaveSingleItem();
        spans.Select(span => span.SpanId).ShouldBeUnique();
        var byId = spans.ToDictionary(span => span.SpanId);
        var run = spans.Single(span => span.ParentId.Length == 0);
        (run.Name, run.Service).ShouldBe(("run", "bench-coordinator"));
        ShouldBe(spans, "lead", 1, span => byId[span.ParentId] == run);
        ShouldBe(spans, "vm", 2, span => byId[span.ParentId] == run);
        ShouldBe(
            spans,
            "entry",
            4,
            span => byId[span.ParentId].Name == "vm" && SameVm(span, byId[span.ParentId])
        );
        ShouldBe(
            spans,
            "iteration",
            8,
            span =>
                byId[span.ParentId].Name == "entry"
                && SameVm(span, byId[span.ParentId])
                && span.Attributes["bench.entry.id"]
                    == byId[span.ParentId].Attributes["bench.entry.id"]
        );
        ShouldBe(spans, "measure", 8, span => byId[span.ParentId].Name == "iteration");
        foreach (var span in spans.Where(span => span != run))
        {
            span.Begin.ShouldBeGreaterThanOrEqualTo(byId[span.ParentId].Begin, span.Name);
            if (span.Attributes.ContainsKey("bench.phase"))
            {
                span.End.ShouldBeLessThanOrEqualTo(byId[span.ParentId].End + Exactly, span.Name);
            }
        }
    }

    private static bool SameVm(OtlpSpan a, OtlpSpan b) =>
        a.Attributes["bench.vm.name"] == b.Attributes["bench.vm.name"];

    private static void ShouldBe(
        IReadOnlyList<OtlpSpan> spans,
        string name,
        int count,
        Func<OtlpSpan, bool> holds
    )
    {
        var named = spans.Where(span => span.Name == name).ToList();
        named.Count.ShouldBe(count, name);
        named.ShouldAllBe(span => holds(span) && !span.IsError);
    }

    private static void ShouldFit(IReadOnlyList<OtlpSpan> spans, Bucket bucket)
    {
        foreach (var record in bucket.Iterations().Select(bucket.Json))
        {
            var span = spans.Single(one =>
                one.Name == "iteration"
                && one.Attributes["bench.entry.id"] == Text(record["matrix_id"])
                && one.Attributes["bench.iteration"] == Text(record["iteration"])
            );
            ShouldTake(span, record["duration_seconds"]!);
            (span.Begin - record["started_at"]!.GetValue<DateTimeOffset>())
                .Duration()
                .ShouldBeLessThan(Exactly);
            foreach (var phase in record["phases"]!.AsArray())
            {
                var told = spans.Single(one =>
                    one.ParentId == span.SpanId && one.Name == Text(phase!["name"])
                );
                ShouldTake(told, phase!["duration_seconds"]!);
            }
        }
    }

    private static void ShouldTake(OtlpSpan span, JsonNode seconds) =>
        (span.Duration - TimeSpan.FromSeconds(seconds.GetValue<double>()))
            .Duration()
            .ShouldBeLessThan(Exactly, span.Name);

    private static string Text(JsonNode? value) =>
        Convert.ToString(
            value!.GetValueKind() == System.Text.Json.JsonValueKind.Number
                ? value.GetValue<int>()
                : value.GetValue<string>(),
            CultureInfo.InvariantCulture
        )!;

    private static void ShouldBeCounted(IReadOnlyList<OtlpPoint> points)
    {
        Last(points, "bench.iterations", "bench-worker").ShouldBe(8);
        Last(points, "bench.commits", "bench-worker").ShouldBe(12);
        Last(points, "bench.leader.changes", "bench-coordinator").ShouldBe(1);
        Last(points, "bench.heartbeats", "bench-worker").ShouldBeGreaterThan(0);
        var requests = points
            .Where(point => point.Metric == "bench.store.request.duration")
            .ToList();
        // What was counted before is told again, with no more to it, where nothing came since.
        requests.ShouldContain(point =>
            point.Attributes["bench.store.operation"] == "create" && point.Count > 0
        );
        requests.ShouldAllBe(point => point.Unit == "s" && point.Value >= 0);
        points.ShouldContain(point => point.Metric == "dotnet.process.cpu.time");
    }

    /// <summary>The last sum of each process and its attributes; each begins anew, so they add up.</summary>
    private static double Last(IReadOnlyList<OtlpPoint> points, string metric, string service) =>
        points
            .Where(point => point.Metric == metric && point.Service == service)
            .GroupBy(point =>
                string.Join(
                    ',',
                    point.Attributes.OrderBy(a => a.Key).Select(a => $"{a.Key}={a.Value}")
                ) + point.Instance
            )
            .Sum(series => series.Max(point => point.Value));
}
