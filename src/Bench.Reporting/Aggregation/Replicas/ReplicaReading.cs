using Bench.Model.Results;
using Bench.Statistics.Windows;

namespace Bench.Reporting.Aggregation.Replicas;

/// <summary>What one VM measured of an iteration that several ran at once.</summary>
/// <param name="Logs">The bandwidth logs of its jobs; null in place of an empty one.</param>
/// <param name="Groups">How many groups of jobs its output has.</param>
internal sealed record ReplicaReading(
    IterationRecord Record,
    BarrierFacts Barrier,
    IterationStatus Status,
    IReadOnlyList<RateLog?> Logs,
    int Groups
)
{
    public string Vm => Record.Vm;

    /// <summary>Null for an iteration that its VM ran alone.</summary>
    public static ReplicaReading? Of(IterationReading reading) =>
        reading.Record.Barrier is { } barrier
            ? new ReplicaReading(
                reading.Record,
                barrier,
                reading.Status,
                reading.Logs,
                reading.Measures?.Groups.Count ?? 0
            )
            : null;
}
