using System.Diagnostics.Metrics;
using Bench.Coordinator.Watching;

namespace Bench.Coordinator.Telemetry;

/// <summary>How far readers of events are behind.</summary>
internal static class FeedMetrics
{
    private static readonly Meter Meter = new(HostGauges.MeterName);

    private static readonly Histogram<double> Lag = Meter.CreateHistogram<double>(
        "bench.event.lag",
        "s",
        "Time from an event of a run to a reader's taking it.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
        }
    );

    /// <param name="begin">When the reader began: what was there before it is no lag of it.</param>
    public static void Reached(RunEvent next, DateTimeOffset begin, TimeProvider time)
    {
        if (Lag.Enabled && next.At >= begin)
        {
            Lag.Record(Math.Max(0, (time.GetUtcNow() - next.At).TotalSeconds));
        }
    }
}
