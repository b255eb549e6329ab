using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Mounts;
using Bench.Planning.Blocks;
using Bench.Protocol.Decisions;
using Bench.Worker.Barriers;
using Bench.Workloads;
using Bench.Workloads.Phases;

namespace Bench.Worker.Iterations;

/// <summary>Runs iterations and makes the records that commit them.</summary>
public sealed class IterationRunner(
    IterationSetting setting,
    IReadOnlyDictionary<string, IWorkload> workloads,
    IReadOnlyDictionary<string, string> tools,
    IMountKind mountKind
)
{
    /// <summary>Runs one iteration and uploads its raw files; what it returns is not committed yet.</summary>
    /// <param name="barrier">Where it waits for other VMs before it measures; null where it runs alone.</param>
    public async Task<IterationRecord> RunAsync(
        MatrixEntry entry,
        Attempt attempt,
        ScheduledIteration scheduled,
        CancellationToken cancel,
        StartBarrier? barrier = null
    )
    {
        var startedAt = setting.Time.GetUtcNow();
        var epoch = setting.Claim.Epoch;
        var (run, phases) = Begin(entry, attempt, scheduled, barrier);
        try
        {
            await run.RunAsync(cancel);
            cancel.ThrowIfCancellationRequested();
            IReadOnlyList<RawFile> raw;
            using (phases.Begin(PhaseNames.Upload))
            {
                raw = await new RawUpload(setting.Records).UploadAsync(
                    run.Outputs,
                    file =>
                        setting.Records.Keys.Raw(
                            setting.Claim.Vm,
                            entry.MatrixId,
                            attempt.Number,
                            scheduled.Iteration,
                            epoch,
                            file
                        ),
                    cancel
                );
            }
            return Record(entry, attempt, scheduled, run, raw, phases) with
            {
                StartedAt = startedAt,
                Barrier = barrier?.Facts,
            };
        }
        finally
        {
            run.DeleteWorkspace();
        }
    }

    /// <summary>The record of an iteration that this worker did not run, because one before it died in it.</summary>
    public IterationRecord Lost(MatrixEntry entry, Attempt attempt, ScheduledIteration scheduled)
    {
        var (run, phases) = Begin(entry, attempt, scheduled);
        return Record(entry, attempt, scheduled, run, [], phases) with
        {
            StartedAt = setting.Time.GetUtcNow(),
            Status = IterationStatus.Failed,
            Failure = new Failure
            {
                Kind = FailureKinds.Barrier,
                Phase = PhaseNames.Barrier,
                Reason = "the VM had no worker when the iteration was run: the one before had died",
            },
        };
    }

    /// <summary>Runs an iteration that nobody measures and keeps nothing of it; why it failed, if it did.</summary>
    public async Task<Failure?> WarmUpAsync(
        MatrixEntry entry,
        Attempt attempt,
        ScheduledIteration scheduled,
        CancellationToken cancel
    )
    {
        var (run, _) = Begin(entry, attempt, scheduled);
        try
        {
            await run.RunAsync(cancel);
            cancel.ThrowIfCancellationRequested();
            return run.Failure;
        }
        finally
        {
            run.DeleteWorkspace();
        }
    }

    private (IterationRun Run, PhaseRecorder Phases) Begin(
        MatrixEntry entry,
        Attempt attempt,
        ScheduledIteration scheduled,
        StartBarrier? barrier = null
    )
    {
        var phases = new PhaseRecorder(
            setting.Time,
            phase =>
                setting.Counters.Entered(
                    entry,
                    Math.Max(0, scheduled.Iteration),
                    phase,
                    phase == PhaseNames.Turn
                )
        );
        var name = IterationRun.UniqueNameOf(
            entry.MatrixId,
            attempt.Number,
            scheduled.Iteration,
            setting.Claim.Epoch
        );
        var run = new IterationRun(
            setting,
            workloads[entry.Workload],
            mountKind,
            entry,
            name,
            phases,
            barrier
        );
        return (run, phases);
    }

    private IterationRecord Record(
        MatrixEntry entry,
        Attempt attempt,
        ScheduledIteration scheduled,
        IterationRun run,
        IReadOnlyList<RawFile> raw,
        PhaseRecorder phases
    ) =>
        new()
        {
            Schema = Schemas.Iteration,
            Writer = WriterId.New(),
            Vm = setting.Claim.Vm,
            Epoch = setting.Claim.Epoch,
            MatrixId = entry.MatrixId,
            TestId = entry.TestId,
            ConfigId = entry.ConfigId,
            Attempt = attempt.Number,
            Iteration = scheduled.Iteration,
            Block = scheduled.Block,
            Status = run.Failure is null ? IterationStatus.Ok : IterationStatus.Failed,
            Failure = run.Failure,
            StartedAt = default,
            DurationSeconds = Math.Round(phases.Elapsed, 6),
            Phases = phases.Spans,
            Cache = run.Cache,
            Mount = run.Mount,
            Tools = new SortedDictionary<string, string>(
                tools.Concat(run.MountTools).ToDictionary(pair => pair.Key, pair => pair.Value),
                StringComparer.Ordinal
            ),
            Host = setting.Host,
            Colocated = setting.Spec.Options.HostSharing == HostSharing.Concurrent,
            Raw = raw,
        };
}
