using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Protocol.Decisions;
using Bench.Worker.Channel;

namespace Bench.Worker.Heartbeats;

/// <summary>What the worker has done and does now; written by its loop, read by its heartbeat.</summary>
public sealed class WorkerCounters(Claim claim, JobSpec spec, TimeProvider time)
{
    private const int KeptErrors = 3;
    private const int KeptEnded = 16;
    private readonly Lock _gate = new();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly Queue<string> _errors = new();
    private readonly Queue<EndedEntry> _ended = new();
    private int _entriesTotal = spec.TotalTests;
    private int? _lastDecision;
    private StopAcknowledgement? _stopped;
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

    /// <summary>What is measured and used, for people who watch.</summary>
    public LiveBoard Live { get; } = new(time);

    /// <summary>Is told what the worker does as it does it.</summary>
    public IWorkerNews News { get; set; } = NoNews.Instance;

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

    /// <summary>The worker took entries, by the decisions up to that one.</summary>
    /// <param name="total">All that it has taken.</param>
    public void Took(int total, int lastDecision)
    {
        lock (_gate)
        {
            (_entriesTotal, _lastDecision) = (total, lastDecision);
        }
    }

    /// <summary>All that it has taken is done.</summary>
    public void Idle()
    {
        lock (_gate)
        {
            (_state, _current) = (WorkerState.Idle, null);
        }
    }

    /// <summary>It was told to stop and has ended what it had begun.</summary>
    public void Stopped(StopAcknowledgement acknowledgement)
    {
        lock (_gate)
        {
            _stopped = acknowledgement;
        }
    }

    public void Entered(MatrixEntry entry, int attempt, int iteration, string phase, bool waiting)
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
                Attempt = attempt,
                Iteration = iteration,
                Phase = phase,
                PhaseSeconds = 0,
            };
        }
        News.Began(entry.MatrixId, attempt, iteration, phase);
    }

    /// <summary>The worker waits at a start barrier; null once it does so no more.</summary>
    /// <returns>Sequence of the last progress that does not say so yet.</returns>
    public long WaitsAt(BarrierPlace? place)
    {
        lock (_gate)
        {
            _barrier = place;
            return _sequence;
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
                Live.Committed();
                _iterationSeconds += taken;
                _iterationsTimed++;
            }
        }
    }

    public void EntryEnded(Attempt attempt, IterationStatus status)
    {
        lock (_gate)
        {
            var ok = status == IterationStatus.Ok;
            _ = ok ? _entriesOk++ : _entriesFailed++;
            _ended.Enqueue(new EndedEntry(attempt.MatrixId, attempt.Number, ok));
            if (_ended.Count > KeptEnded)
            {
                _ended.Dequeue();
            }
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
                EntriesTotal = _entriesTotal,
                EntriesOk = _entriesOk,
                EntriesFailed = _entriesFailed,
                IterationsTotal = _entriesTotal * spec.Iterations,
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
                Live = Live.Now(),
                Barrier = _barrier,
                Ended = _ended.Count == 0 ? null : [.. _ended],
                LastDecision = _lastDecision,
                Stopped = _stopped,
                LastErrors = [.. _errors],
            };
        }
    }
}
