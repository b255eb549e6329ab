using Bench.Model.Progress;
using Bench.Model.Runs;

namespace Bench.Coordinator.Watching.Pictures;

/// <summary>What is known of a VM: its last progress, what was told since, and its attempts.</summary>
internal sealed class VmPicture(VmSpec spec, int planned)
{
    private readonly List<(int MatrixId, int Attempt)> _attempts = [];
    private IReadOnlyList<string> _errors = [];
    private int _okSince;
    private int _failedSince;
    private long _sequence;

    public string Name => spec.Name;

    /// <summary>Everything that was given to it, in the order in which it runs it.</summary>
    public IReadOnlyList<(int MatrixId, int Attempt)> Attempts => _attempts;

    public WorkerProgress? Progress { get; private set; }

    public CurrentWork? Current { get; set; }

    /// <summary>A worker said hello, or claimed the VM, before it showed progress.</summary>
    public int Greeted { get; set; }

    public bool Fenced { get; set; }

    public bool Silent { get; set; }

    /// <summary>When it last grew, on this process's monotonic clock and as a time for people.</summary>
    public long SeenTimestamp { get; private set; }

    public DateTimeOffset? SeenAt { get; private set; }

    public double? SilentSeconds { get; set; }

    public int Epoch => Math.Max(Progress?.Epoch ?? 0, Greeted);

    public int EntriesTotal => Fenced ? EntriesEnded : _attempts.Count;

    /// <summary>Entries of which it is known how they ended here.</summary>
    public int KnownOk { get; set; }

    public int KnownFailed { get; set; }

    public int EntriesOk => Math.Max(KnownOk, Progress?.EntriesOk ?? 0);

    public int EntriesFailed => Math.Max(KnownFailed, Progress?.EntriesFailed ?? 0);

    private int EntriesEnded => EntriesOk + EntriesFailed;

    public int IterationsOk => (Progress?.IterationsOk ?? 0) + _okSince;

    public int IterationsFailed => (Progress?.IterationsFailed ?? 0) + _failedSince;

    public int IterationsDone => IterationsOk + IterationsFailed;

    /// <summary>Nothing more is expected of a fenced VM than what it has done.</summary>
    public int IterationsTotal =>
        Fenced ? IterationsDone : Math.Max(_attempts.Count * planned, IterationsDone);

    public int IterationsLeft => IterationsTotal - IterationsDone;

    /// <summary>Results that its worker counts, more than is known of which entries.</summary>
    public int Unexplained =>
        Progress is { } p ? p.EntriesOk + p.EntriesFailed - KnownOk - KnownFailed : 0;

    public void Given(int matrixId, int attempt) => _attempts.Add((matrixId, attempt));

    /// <summary>Takes progress that is news; false for what is older than what is known.</summary>
    public bool Take(WorkerProgress progress, long timestamp, DateTimeOffset at)
    {
        if (
            progress.Epoch < (Progress?.Epoch ?? 0)
            || (progress.Epoch == Progress?.Epoch && progress.Sequence <= _sequence)
        )
        {
            return false;
        }
        (Progress, _sequence) = (progress, progress.Sequence);
        (SeenTimestamp, SeenAt) = (timestamp, at);
        (_okSince, _failedSince) = (0, 0);
        (Silent, SilentSeconds) = (false, 0);
        if (!_errors.SequenceEqual(progress.LastErrors))
        {
            _errors = progress.LastErrors;
        }
        return true;
    }

    /// <summary>An iteration of which no progress tells yet.</summary>
    public void Committed(bool ok) => _ = ok ? _okSince++ : _failedSince++;

    public VmState State()
    {
        if (Fenced)
        {
            return VmState.Fenced;
        }
        if (Progress is null)
        {
            return Greeted > 0 ? VmState.Starting : VmState.Unclaimed;
        }
        return Progress.State switch
        {
            WorkerState.Ended => VmState.Ended,
            _ when Silent => VmState.Silent,
            WorkerState.Starting => VmState.Starting,
            WorkerState.Waiting => VmState.Waiting,
            WorkerState.Idle => VmState.Idle,
            _ => VmState.Running,
        };
    }

    public VmView View()
    {
        var state = State();
        return new VmView
        {
            Vm = spec.Name,
            HostName = spec.HostName,
            VmClass = spec.VmClass,
            State = state,
            Epoch = Epoch,
            EntriesTotal = EntriesTotal,
            EntriesOk = EntriesOk,
            EntriesFailed = EntriesFailed,
            IterationsTotal = IterationsTotal,
            IterationsDone = IterationsDone,
            IterationsFailed = IterationsFailed,
            Current = state is VmState.Ended or VmState.Fenced ? null : Current,
            SeenAt = SeenAt,
            SilentSeconds = SilentSeconds,
            LastErrors = _errors,
            Live = Progress?.Live,
            EstimatedSecondsLeft = Progress is { IterationsTimed: > 0 } p
                ? p.IterationSeconds / p.IterationsTimed * IterationsLeft
                : null,
        };
    }
}
