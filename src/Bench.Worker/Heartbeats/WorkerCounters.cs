using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;

namespace Bench.Worker.Heartbeats;

/// <summary>What the worker has done and does now; written by its loop, read by its heartbeat.</summary>
public sealed class WorkerCounters(Claim claim, JobSpec spec, TimeProvider time)
{
    private const int KeptErrors = 3;
    private readonly Lock _gate = new();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly Queue<string> _errors = new();
    private WorkerState _state = WorkerState.Starting;
    private CurrentWork? _current;
    private BarrierPlace? _barrier;
    private long _phaseBegin;
    private long _sequence;
    private int _entriesOk;
    private int _entriesFailed;
    private int _iterationsOk;
    private int _iterationsFailed;
    private double _iterationSeconds;
    private int _iterationsTimed;

    public int EntriesFailed
    {
        get
        {
            lock (_gate)
            {
                return _entriesFailed;
            }
        }
    }

    public void Entered(MatrixEntry entry, int iteration, string phase, bool waiting)
    {
        lock (_gate)
        {
            _state = waiting ? WorkerState.Waiting : WorkerState.Running;
            _phaseBegin = time.GetTimestamp();
            _current = new CurrentWork
            {
                MatrixId = entry.MatrixId,
                TestId = entry.TestId,
                ConfigLabel = entry.ConfigLabel,
                Iteration = iteration,
                Phase = phase,
                PhaseSeconds = 0,
            };
        }
    }

    /// <summary>The worker waits at a start barrier; null once it does so no more.</summary>
    public void WaitsAt(BarrierPlace? place)
    {
        lock (_gate)
        {
            _barrier = place;
        }
    }

    /// <summary>An iteration is committed.</summary>
    /// <param name="seconds">How long it took; null when an earlier epoch ran it.</param>
    public void IterationCommitted(IterationStatus status, double? seconds)
    {
        lock (_gate)
        {
            _ = status == IterationStatus.Ok ? _iterationsOk++ : _iterationsFailed++;
            if (seconds is { } taken)
            {
                _iterationSeconds += taken;
                _iterationsTimed++;
            }
        }
    }

    public void EntryEnded(IterationStatus status)
    {
        lock (_gate)
        {
            _ = status == IterationStatus.Ok ? _entriesOk++ : _entriesFailed++;
        }
    }

    public void Error(string message)
    {
        lock (_gate)
        {
            _errors.Enqueue(message);
            if (_errors.Count > KeptErrors)
            {
                _errors.Dequeue();
            }
        }
    }

    public void Ended()
    {
        lock (_gate)
        {
            _state = WorkerState.Ended;
            _current = null;
            _barrier = null;
        }
    }

    /// <summary>The next progress object.</summary>
    public WorkerProgress Next()
    {
        lock (_gate)
        {
            return new WorkerProgress
            {
                Schema = Schemas.Progress,
                Vm = claim.Vm,
                Epoch = claim.Epoch,
                Sequence = ++_sequence,
                State = _state,
                StartedAt = _startedAt,
                At = time.GetUtcNow(),
                EntriesTotal = spec.TotalTests,
                EntriesOk = _entriesOk,
                EntriesFailed = _entriesFailed,
                IterationsTotal = spec.TotalRuns,
                IterationsOk = _iterationsOk,
                IterationsFailed = _iterationsFailed,
                IterationSeconds = Math.Round(_iterationSeconds, 3),
                IterationsTimed = _iterationsTimed,
                Current = _current is { } current
                    ? current with
                    {
                        PhaseSeconds = Math.Round(time.GetElapsedTime(_phaseBegin).TotalSeconds, 1),
                    }
                    : null,
                Barrier = _barrier,
                LastErrors = [.. _errors],
            };
        }
    }
}
