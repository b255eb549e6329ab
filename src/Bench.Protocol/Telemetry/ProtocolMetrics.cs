using System.Diagnostics.Metrics;

namespace Bench.Protocol.Telemetry;

/// <summary>Counts of what the protocol's steps came to. Nothing is kept while nobody listens.</summary>
internal static class ProtocolMetrics
{
    private static readonly Meter Meter = new("Bench.Protocol");

    private static readonly Counter<long> Commits = Meter.CreateCounter<long>(
        "bench.commits",
        "{commit}",
        "Records by which workers made their work count."
    );

    /// <param name="kind">Of the record.</param>
    /// <param name="isOwn">False where another one stood there before, which counts.</param>
    public static void Committed(string kind, bool isOwn) =>
        Commits.Add(
            1,
            new(TelemetryAttributes.Kind, kind),
            new(TelemetryAttributes.Outcome, isOwn ? "created" : "existed")
        );
}
