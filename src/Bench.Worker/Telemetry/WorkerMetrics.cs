using System.Diagnostics.Metrics;
using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Protocol.Telemetry;

namespace Bench.Worker.Telemetry;

/// <summary>What a worker counts of its work. Nothing is kept while nobody listens.</summary>
internal static class WorkerMetrics
{
    /// <summary>Of an iteration that ended without a record.</summary>
    public const string Abandoned = "abandoned";

    private static readonly Meter Meter = new("Bench.Worker");

    private static readonly Counter<long> Iterations = Meter.CreateCounter<long>(
        "bench.iterations",
        "{iteration}",
        "Iterations that ended, by how."
    );

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "bench.iteration.duration",
        "s",
        "How long iterations took, with all of their phases.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600],
        }
    );

    private static readonly Counter<long> Heartbeats = Meter.CreateCounter<long>(
        "bench.heartbeats",
        "{heartbeat}",
        "Signs of life that were written, or could not be."
    );

    public static void Ended(IterationRecord record)
    {
        if (!Iterations.Enabled && !Durations.Enabled)
        {
            return;
        }
        var status = new KeyValuePair<string, object?>(
            TelemetryAttributes.Status,
            EnumWords.NameOf(record.Status)
        );
        Iterations.Add(1, status);
        Durations.Record(record.DurationSeconds, status);
    }

    /// <summary>It was cancelled: nothing of it is committed.</summary>
    public static void WasAbandoned() =>
        Iterations.Add(1, new KeyValuePair<string, object?>(TelemetryAttributes.Status, Abandoned));

    public static void Beat(bool ok) =>
        Heartbeats.Add(
            1,
            new KeyValuePair<string, object?>(TelemetryAttributes.Outcome, ok ? "ok" : "failed")
        );
}
