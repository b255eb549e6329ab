using System.Diagnostics;
using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Protocol.Decisions;

namespace Bench.Protocol.Telemetry;

/// <summary>Tells a VM's work as spans, each once what it is about is committed: span and record say the same.</summary>
public sealed class WorkSpans(string runId, RunTrace trace)
{
    private readonly Dictionary<(int MatrixId, int Number), DateTimeOffset> _begun = [];

    /// <summary>An iteration with its phases.</summary>
    /// <param name="attempt">The VM's attempt at the entry that it belongs to.</param>
    public void Committed(IterationRecord record, Attempt attempt)
    {
        if (!SpanRecord.IsHeard)
        {
            return;
        }
        _begun.TryAdd((attempt.MatrixId, attempt.Number), record.StartedAt);
        var iteration = new SpanRecord
        {
            Name = SpanNames.Iteration,
            Parent = trace.Entry(attempt.Vm, attempt.MatrixId, attempt.Number),
            Begin = record.StartedAt,
            End = record.StartedAt + TimeSpan.FromSeconds(record.DurationSeconds),
            ErrorType = record.Failure?.Kind,
            Attributes =
            [
                (TelemetryAttributes.RunId, runId),
                (TelemetryAttributes.Vm, record.Vm),
                (TelemetryAttributes.Epoch, record.Epoch),
                (TelemetryAttributes.MatrixId, record.MatrixId),
                (TelemetryAttributes.TestId, record.TestId),
                (TelemetryAttributes.ConfigId, record.ConfigId),
                (TelemetryAttributes.Attempt, record.Attempt),
                (TelemetryAttributes.Iteration, record.Iteration),
                (TelemetryAttributes.Block, record.Block),
                (TelemetryAttributes.Status, EnumWords.NameOf(record.Status)),
            ],
        }.Tell();
        Tell(record.Phases, record.StartedAt, iteration);
    }

    /// <summary>An attempt at an entry, from the first iteration that this worker ran of it to its result.</summary>
    public void Ended(ResultRecord result)
    {
        if (!SpanRecord.IsHeard)
        {
            return;
        }
        new SpanRecord
        {
            Name = SpanNames.Entry,
            Parent = trace.Vm(result.Vm, result.Epoch),
            Own = trace.Entry(result.Vm, result.MatrixId, result.Attempt),
            Begin = _begun.GetValueOrDefault((result.MatrixId, result.Attempt), result.At),
            End = result.At,
            ErrorType = result.Status == IterationStatus.Ok ? null : "entry_failed",
            Attributes =
            [
                (TelemetryAttributes.RunId, runId),
                (TelemetryAttributes.Vm, result.Vm),
                (TelemetryAttributes.MatrixId, result.MatrixId),
                (TelemetryAttributes.TestId, result.TestId),
                (TelemetryAttributes.ConfigId, result.ConfigId),
                (TelemetryAttributes.Attempt, result.Attempt),
                (TelemetryAttributes.Status, EnumWords.NameOf(result.Status)),
            ],
        }.Tell();
    }

    /// <summary>A worker's time as its VM, from its claim on.</summary>
    /// <param name="outcome">How it ended, in a word.</param>
    /// <param name="isWell">Whether it ended as it should.</param>
    public void Left(Claim claim, DateTimeOffset end, string outcome, bool isWell)
    {
        if (!SpanRecord.IsHeard)
        {
            return;
        }
        new SpanRecord
        {
            Name = SpanNames.Vm,
            Parent = trace.Run,
            Own = trace.Vm(claim.Vm, claim.Epoch),
            Begin = claim.At,
            End = end,
            ErrorType = isWell ? null : outcome,
            Attributes =
            [
                (TelemetryAttributes.RunId, runId),
                (TelemetryAttributes.Vm, claim.Vm),
                (TelemetryAttributes.Epoch, claim.Epoch),
                (TelemetryAttributes.Outcome, outcome),
            ],
        }.Tell();
    }

    private static void Tell(
        IReadOnlyList<PhaseSpan> phases,
        DateTimeOffset iterationBegin,
        ActivityContext parent
    )
    {
        foreach (var phase in phases)
        {
            var begin = iterationBegin + TimeSpan.FromSeconds(phase.StartSeconds);
            var context = new SpanRecord
            {
                Name = phase.Name,
                Parent = parent,
                Begin = begin,
                End = begin + TimeSpan.FromSeconds(phase.DurationSeconds),
                Attributes = [(TelemetryAttributes.Phase, phase.Name)],
            }.Tell();
            Tell(phase.Phases ?? [], iterationBegin, context);
        }
    }
}
