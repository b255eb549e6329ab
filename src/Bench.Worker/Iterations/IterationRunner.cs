using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Mounts;
using Bench.Planning.Blocks;
using Bench.Protocol.Decisions;
using Bench.Worker.Barriers;
using Bench.Worker.Telemetry;
using Bench.Workloads;
using Bench.Workloads.Phases;

namespace Bench.Worker.Iterations;

/// <summary>Runs iterations on this machine.</summary>
public sealed class IterationRunner(
    IterationSetting setting,
    IReadOnlyDictionary<string, IWorkload> workloads,
    IReadOnlyDictionary<string, string> tools,
    IMountKind mountKind
) : IIterationRunner
{
    private readonly RawNames _names = new();

    public async Task<IterationRecord> RunAsync(
        MatrixEntry entry,
        Attempt attempt,
        ScheduledIteration scheduled,
        TimeSpan? limit,
        CancellationToken cancel,
        StartBarrier? barrier = null
    )
    {
        var startedAt = setting.Time.GetUtcNow();
        var epoch = setting.Claim.Epoch;
        var nameOf = _names.Begin(entry.MatrixId, attempt.Number, scheduled.Iteration);
        using var deadline = new EntryDeadline(limit, setting.Time, cancel);
        var (run, phases) = Begin(entry, attempt, scheduled, deadline.Entered, barrier);
        try
        {
            await RunAsync(run, deadline, cancel);
            setting.Counters.Live.Measured(run.Failure is null ? run.Figures : null);
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
                            nameOf(file)
                        ),
                    cancel
                );
            }
            var record = Record(entry, attempt, scheduled, run, raw, phases) with
            {
                StartedAt = startedAt,
                Barrier = barrier?.Facts,
            };
            WorkerMetrics.Ended(record);
            return record;
        }
        catch (OperationCanceledException)
        {
            WorkerMetrics.WasAbandoned();
            throw;
        }
        finally
        {
            run.DeleteWorkspace();
        }
    }

    public IterationRecord NotRun(
        MatrixEntry entry,
        Attempt attempt,
        ScheduledIteration scheduled,
        Failure failure
    )
    {
        var (run, phases) = Begin(entry, attempt, scheduled, _ => { });
        run.Fail(failure);
        return Record(entry, attempt, scheduled, run, [], phases) with
        {
            StartedAt = setting.Time.GetUtcNow(),
        };
    }

    /// <summary>That the entry's time is used up fails the iteration, where any other cancelling leaves no trace of it.</summary>
    private async Task RunAsync(IterationRun run, EntryDeadline deadline, CancellationToken cancel)
    {
        var cut = false;
        // Mounts are undone all the same, which is not where the time ran out.
        string? phase = null;
        await using var noted = deadline.WhenOver(() => phase = run.LastPhase);
        try
        {
            await run.RunAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            cut = true;
        }
        cancel.ThrowIfCancellationRequested();
        if (cut || (run.Failure is not null && deadline.IsOver))
        {
            run.Fail(EntryDeadline.Failure(setting.Spec.Options, phase ?? run.LastPhase));
        }
    }

    public async Task<Failure?> WarmUpAsync(
        MatrixEntry entry,
        Attempt attempt,
        ScheduledIteration scheduled,
        CancellationToken cancel
    )
    {
        var (run, _) = Begin(entry, attempt, scheduled, _ => { });
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
        Action<string> entered,
        StartBarrier? barrier = null
    )
    {
        var phases = new PhaseRecorder(
            setting.Time,
            phase =>
            {
                entered(phase);
                setting.Counters.Entered(
                    entry,
                    attempt.Number,
                    Math.Max(0, scheduled.Iteration),
                    phase,
                    phase == PhaseNames.Turn
                );
            }
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
            scheduled.Iteration,
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
