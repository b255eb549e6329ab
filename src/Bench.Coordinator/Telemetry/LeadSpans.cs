using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Sealing;
using Bench.Protocol.Runs;
using Bench.Protocol.Telemetry;

namespace Bench.Coordinator.Telemetry;

/// <summary>Tells the leading of a run as a span, and the run itself once it is sealed.</summary>
internal sealed class LeadSpans(LoadedRun run, CoordinatorIdentity self)
{
    private readonly RunTrace _trace = new(run.Ref.Sha256);

    /// <summary>This coordinator leads or follows the run no more.</summary>
    /// <param name="leads">Whether it was the one that led.</param>
    public void Left(DateTimeOffset begin, DateTimeOffset end, Seal? seal, bool leads)
    {
        if (!SpanRecord.IsHeard)
        {
            return;
        }
        new SpanRecord
        {
            Name = SpanNames.Lead,
            Parent = _trace.Run,
            Begin = begin,
            End = end,
            Attributes =
            [
                (TelemetryAttributes.RunId, run.Config.BenchmarkId),
                (TelemetryAttributes.Coordinator, self.Id),
                (TelemetryAttributes.Outcome, Outcome(seal, leads)),
            ],
        }.Tell();
        if (seal is not null && leads)
        {
            Tell(seal);
        }
    }

    /// <summary>From its records alone: whoever tells it tells the same.</summary>
    private void Tell(Seal seal) =>
        new SpanRecord
        {
            Name = SpanNames.Run,
            Parent = _trace.Root,
            Own = _trace.Run,
            Begin = run.Config.CreatedAt,
            End = seal.At,
            ErrorType = seal.Entries.All(entry => entry.Status == EntryStatus.Ok)
                ? null
                : "run_failed",
            Attributes =
            [
                (TelemetryAttributes.RunId, run.Config.BenchmarkId),
                (TelemetryAttributes.Outcome, EnumWords.NameOf(seal.Reason)),
                ("bench.run.vms", run.Config.Vms.Count),
                ("bench.run.entries", seal.Entries.Count),
                (
                    "bench.run.entries_ok",
                    seal.Entries.Count(entry => entry.Status == EntryStatus.Ok)
                ),
            ],
        }.Tell();

    private static string Outcome(Seal? seal, bool leads) =>
        seal is null ? "left"
        : leads ? "sealed"
        : "followed";
}
