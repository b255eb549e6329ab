using Bench.Model.Progress;
using Bench.Protocol.Decisions;

namespace Bench.Protocol.Liveness;

/// <summary>
/// Owns the rule by which a VM counts as lost. Silence is counted in this coordinator's own successful polls: at least
/// three without growth, spread over a lease of its monotonic clock. When more than half of the VMs fall silent together
/// it suspects itself or the store first, and takes none for lost for one more lease.
/// </summary>
/// <param name="lease">How long a silent VM lives on.</param>
/// <param name="startPatience">The same for one that has not shown itself at all.</param>
public sealed class LivenessWatch(TimeSpan lease, TimeSpan startPatience, TimeProvider time)
{
    /// <summary>Fewest successful polls that silence is told from.</summary>
    public const int FewestPolls = 3;

    private readonly Dictionary<string, Signs> _signs = new(StringComparer.Ordinal);
    private long? _suspectsSince;

    /// <summary>A worker of the VM was started just now: it has the patience of a start to show itself.</summary>
    /// <param name="before">What was known of the VM's progress when it was started.</param>
    public void Started(string vm, RunState state, WorkerProgress? before)
    {
        if (!_signs.TryGetValue(vm, out var signs))
        {
            _signs[vm] = signs = new Signs();
        }
        signs.Right = state.Fences.GetValueOrDefault(vm);
        signs.Begin(time.GetTimestamp(), shown: false);
        signs.Note(before);
    }

    /// <summary>Forgets what was counted: silence is counted anew, as by a coordinator that begins to lead.</summary>
    public void Restart()
    {
        _signs.Clear();
        _suspectsSince = null;
    }

    /// <summary>Takes a successful poll into account.</summary>
    /// <param name="begunAt">Timestamp from before the first request of the poll.</param>
    /// <param name="expected">VMs that have work left, in a fixed order.</param>
    /// <param name="latest">The last known progress of all VMs.</param>
    public LivenessView Polled(
        long begunAt,
        IReadOnlyCollection<string> expected,
        RunState state,
        IReadOnlyDictionary<string, WorkerProgress> latest
    )
    {
        foreach (var vm in expected)
        {
            Look(vm, begunAt, state, latest.GetValueOrDefault(vm));
        }
        var others = latest.Keys.Except(expected, StringComparer.Ordinal).ToList();
        foreach (var vm in others)
        {
            Look(vm, begunAt, state, latest[vm]);
        }
        var silent = expected.Where(vm => IsSilent(vm, begunAt)).ToHashSet(StringComparer.Ordinal);
        var living = expected
            .Concat(others)
            .Where(vm => IsLiving(vm, begunAt))
            .ToHashSet(StringComparer.Ordinal);
        var basis = expected.Count + others.Count(living.Contains);
        var suspicion = Suspect(silent.Count, basis, begunAt);
        return new LivenessView
        {
            Living = living,
            Lost = suspicion is null
                ? silent.ToDictionary(vm => vm, vm => Reason(vm, begunAt), StringComparer.Ordinal)
                : new Dictionary<string, string>(StringComparer.Ordinal),
            Silent = silent,
            Suspicion = suspicion,
            NextDue = suspicion is null ? NextDue(expected, silent) : _suspectsSince + Ticks(lease),
        };
    }

    private void Look(string vm, long begunAt, RunState state, WorkerProgress? progress)
    {
        // What was shown before a fence is no sign of life of whoever may work after it.
        var current = progress is not null && ProgressRights.IsCurrent(state, progress);
        if (!_signs.TryGetValue(vm, out var signs))
        {
            _signs[vm] = signs = new Signs { Right = state.Fences.GetValueOrDefault(vm) };
            signs.Begin(begunAt, current);
            signs.Note(progress);
            return;
        }
        if (signs.Right != state.Fences.GetValueOrDefault(vm))
        {
            signs.Right = state.Fences.GetValueOrDefault(vm);
            signs.Begin(begunAt, shown: false);
        }
        if (current && signs.Grew(progress!))
        {
            signs.Begin(begunAt, shown: true);
            signs.SeenAlive = true;
        }
        else
        {
            signs.Polls++;
        }
        signs.Note(progress);
        signs.Ended = progress is { State: WorkerState.Ended };
    }

    private TimeSpan Patience(Signs signs) => signs.Shown ? lease : startPatience;

    private bool IsSilent(string vm, long begunAt) =>
        _signs[vm] is var signs
        && signs.Polls >= FewestPolls
        && time.GetElapsedTime(signs.Since, begunAt) >= Patience(signs);

    /// <summary>Seen to grow by this coordinator, less than a lease ago.</summary>
    private bool IsLiving(string vm, long begunAt) =>
        _signs[vm] is { SeenAlive: true, Shown: true, Ended: false } signs
        && time.GetElapsedTime(signs.Since, begunAt) < lease;

    private string? Suspect(int silent, int basis, long begunAt)
    {
        if (silent * 2 <= basis)
        {
            _suspectsSince = null;
            return null;
        }
        _suspectsSince ??= begunAt;
        return time.GetElapsedTime(_suspectsSince.Value, begunAt) >= lease
            ? null
            : FormattableString.Invariant(
                $"{silent} of {basis} VMs are silent together, which may be this coordinator's or the store's fault: none is taken for lost for another {lease.TotalSeconds:0.###} s"
            );
    }

    private string Reason(string vm, long begunAt)
    {
        var signs = _signs[vm];
        var seconds = time.GetElapsedTime(signs.Since, begunAt).TotalSeconds;
        return signs.Shown
            ? FormattableString.Invariant(
                $"it was silent for {seconds:0.#} s, over {signs.Polls} polls"
            )
            : FormattableString.Invariant(
                $"it did not show itself for {seconds:0.#} s (--start-timeout)"
            );
    }

    /// <summary>
    /// When the first VM needs a look that it may be told from that it is silent. Where looks are rarer than half a lease
    /// those that are missing are spread over it.
    /// </summary>
    private long? NextDue(IReadOnlyCollection<string> expected, HashSet<string> silent) =>
        expected.Where(vm => !silent.Contains(vm)).Select(vm => _signs[vm]).Select(NextDue).Min();

    /// <summary>
    /// The last poll that is needed is due when the patience ends, one before it in time. Of a VM that lives only what is
    /// to come is due: polls that take longer than that would else follow each other without a pause.
    /// </summary>
    private long? NextDue(Signs signs)
    {
        var end = signs.Since + Ticks(Patience(signs));
        if (signs.Polls >= FewestPolls - 1)
        {
            return end;
        }
        var now = time.GetTimestamp();
        var part = signs.Since + Ticks(Patience(signs) * (signs.Polls / (FewestPolls - 1.0)));
        return part > now ? part
            : end > now ? end
            : null;
    }

    /// <summary>Rounded up: a look that begins a tick too early tells nothing.</summary>
    private long Ticks(TimeSpan span) =>
        (long)Math.Ceiling(span.TotalSeconds * time.TimestampFrequency);

    /// <summary>What was seen of one VM.</summary>
    private sealed class Signs
    {
        private int _epoch;
        private long _sequence;

        /// <summary>Begin of the poll that saw the last sign of life, or of the first poll.</summary>
        public long Since { get; private set; }

        /// <summary>Successful polls since then, that one included.</summary>
        public int Polls { get; set; }

        /// <summary>Whether its present worker has ever shown itself.</summary>
        public bool Shown { get; private set; }

        /// <summary>Whether this coordinator has seen it grow.</summary>
        public bool SeenAlive { get; set; }

        /// <summary>Whether its worker said that it ends.</summary>
        public bool Ended { get; set; }

        /// <summary>Number of the fence decision after which it may work; 0 for none.</summary>
        public int Right { get; set; }

        public void Begin(long at, bool shown)
        {
            Since = at;
            Polls = 1;
            Shown = shown;
        }

        public bool Grew(WorkerProgress progress) =>
            progress.Epoch > _epoch || (progress.Epoch == _epoch && progress.Sequence > _sequence);

        public void Note(WorkerProgress? progress)
        {
            if (progress is not null && Grew(progress))
            {
                (_epoch, _sequence) = (progress.Epoch, progress.Sequence);
            }
        }
    }
}
