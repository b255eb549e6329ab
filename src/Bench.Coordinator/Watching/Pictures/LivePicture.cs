using Bench.Coordinator.Watching.Feeds;
using Bench.Model.Decisions;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Decisions;

namespace Bench.Coordinator.Watching.Pictures;

/// <summary>
/// What is shown of a run, kept current by whatever is told of it, in any order and from wherever: records of the
/// bucket, and messages of workers. What is older than what is known changes nothing. The cost of each does not depend
/// on the number of VMs. Not safe for several threads; its feed guards it.
/// </summary>
public sealed class LivePicture
{
    private readonly RunConfig _config;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly VmPicture[] _vms;
    private readonly VmView[] _vmViews;
    private readonly EntryPicture[] _entries;
    private readonly EntryView[] _entryViews;
    private readonly RunTally _tally;
    private readonly PictureNotes _notes;
    private readonly HashSet<int> _unexplained = [];
    private readonly List<RunChange> _changes = [];
    private readonly HeadPicture _head;

    public LivePicture(RunConfig config, string uri, TimeProvider time)
    {
        (_config, _time) = (config, time);
        _notes = new PictureNotes(time, _changes);
        var planned = config.Options.Iterations;
        _vms = [.. config.Vms.Select(vm => new VmPicture(vm, planned))];
        _entries =
        [
            .. Enumerable
                .Range(1, config.EntryCount)
                .Select(id => new EntryPicture(config.Entry(id), planned)),
        ];
        _vmViews = new VmView[_vms.Length];
        _entryViews = new EntryView[_entries.Length];
        _tally = new RunTally(_vms.Length, _entries.Length);
        for (var i = 0; i < _vms.Length; i++)
        {
            _places[_vms[i].Name] = i;
        }
        foreach (var share in config.Distribution)
        {
            foreach (var matrixId in share.Entries)
            {
                Give(share.Vm, matrixId, attempt: 1);
            }
        }
        for (var i = 0; i < _vms.Length; i++)
        {
            Show(i);
        }
        foreach (var entry in _entries)
        {
            Show(entry);
        }
        _changes.Clear();
        _head = new HeadPicture(config, uri, _tally);
    }

    public RunConfig Config => _config;

    public bool IsSealed => _head.Seal is not null;

    /// <summary>The number of the last decision it knows.</summary>
    public int LastDecision { get; private set; }

    public RunHead Head() => _head.View();

    /// <summary>Whether a VM is one of the run's.</summary>
    public bool Knows(string vm) => _places.ContainsKey(vm);

    public IReadOnlyList<VmView> Vms() => [.. _vmViews];

    public IReadOnlyList<EntryView> Entries() => [.. _entryViews];

    public IReadOnlyList<RunNote> Notes() => _notes.Last;

    /// <summary>A worker's progress, from the bucket or as it was sent.</summary>
    public void Saw(WorkerProgress progress)
    {
        if (IsSealed || !_places.TryGetValue(progress.Vm, out var place))
        {
            return;
        }
        var vm = _vms[place];
        var before = vm.Progress;
        if (!vm.Take(progress, _time.GetTimestamp(), _time.GetUtcNow()))
        {
            return;
        }
        _notes.Progressed(before, progress);
        vm.Current = Known(progress.Current);
        foreach (var ended in progress.Ended ?? [])
        {
            End(vm, ended.MatrixId, ended.Attempt, ended.Ok);
        }
        ShowWork(vm, progress);
        if (vm.Unexplained > 0)
        {
            _unexplained.Add(place);
        }
        Show(place);
    }

    /// <summary>A worker has connected or claimed its VM.</summary>
    public void Greeted(string vm, int epoch)
    {
        if (_places.TryGetValue(vm, out var place) && epoch > _vms[place].Greeted)
        {
            _vms[place].Greeted = epoch;
            Show(place);
        }
    }

    /// <summary>A worker has begun a phase.</summary>
    public void Began(string vm, int matrixId, int attempt, int iteration, string phase)
    {
        if (!_places.TryGetValue(vm, out var place) || Find(matrixId) is not { } entry)
        {
            return;
        }
        _vms[place].Current = new CurrentWork
        {
            MatrixId = matrixId,
            TestId = entry.View.TestId,
            ConfigLabel = entry.View.ConfigLabel,
            Attempt = attempt,
            Iteration = iteration,
            Phase = phase,
            PhaseSeconds = 0,
        };
        entry.Done(attempt, vm, iteration - 1);
        Show(entry);
        Show(place);
    }

    /// <summary>A worker has committed an iteration.</summary>
    public void Committed(string vm, int matrixId, int attempt, int iteration, bool ok)
    {
        if (!_places.TryGetValue(vm, out var place) || Find(matrixId) is not { } entry)
        {
            return;
        }
        _vms[place].Committed(ok);
        entry.Done(attempt, vm, iteration);
        Show(entry);
        Show(place);
    }

    /// <summary>The next decision of the log; others than the next one are known already.</summary>
    public void Decided(Decision decision)
    {
        if (decision.Number != LastDecision + 1)
        {
            return;
        }
        LastDecision = decision.Number;
        _notes.Decided(decision, _head.Leader);
        switch (decision)
        {
            case { Kind: DecisionKind.Lead }:
                _head.Leader = decision.Coordinator;
                break;
            case { Kind: DecisionKind.Fence, Fence: { } fence }:
                Fence(fence.Vm, fenced: true);
                break;
            case { Kind: DecisionKind.Grant, Grant: { } grant } when _head.Intention is null:
                foreach (var granted in grant.Entries)
                {
                    Give(grant.Vm, granted.MatrixId, granted.Attempt);
                }
                Fence(grant.Vm, fenced: false);
                break;
            case { Kind: DecisionKind.Seal, Seal: { } seal }:
                _head.Intention ??= seal;
                break;
        }
    }

    /// <summary>The result of an attempt.</summary>
    public void Ended(string vm, int matrixId, int attempt, bool ok)
    {
        if (!IsSealed && _places.TryGetValue(vm, out var place))
        {
            End(_vms[place], matrixId, attempt, ok);
            Show(place);
        }
    }

    /// <summary>Attempts that have results which no progress has told: to be read, at most so many. Each is asked for once.</summary>
    public IReadOnlyList<Attempt> TakeUnexplained(int most)
    {
        var taken = new List<Attempt>();
        foreach (var place in _unexplained.ToList())
        {
            var vm = _vms[place];
            var open = vm
                .Attempts.Where(a => !_entries[a.MatrixId - 1].HasEnded(a.Attempt, vm.Name))
                .Take(most - taken.Count)
                .Select(a => new Attempt(a.MatrixId, a.Attempt, vm.Name))
                .ToList();
            taken.AddRange(open);
            if (taken.Count >= most)
            {
                break;
            }
            _unexplained.Remove(place);
        }
        return taken;
    }

    public void Cancelled(Cancellation cancellation)
    {
        if (_head.Cancellation is null)
        {
            _head.Cancellation = cancellation;
            _notes.Add(NoteLevel.Warning, null, PictureNotes.Words(cancellation));
        }
    }

    /// <summary>Why the run waits, in words of whoever leads it; null while it goes on.</summary>
    public void Waits(string? reason) => _head.Waits = reason;

    public void Note(NoteLevel level, string? vm, string message) => _notes.Add(level, vm, message);

    /// <summary>Looks for VMs that have been silent for longer than that. The one call that looks at all VMs.</summary>
    public void FindSilent(TimeSpan patience)
    {
        for (var place = 0; place < _vms.Length; place++)
        {
            var vm = _vms[place];
            if (vm.SeenAt is null || vm.Silent || vm.State() is VmState.Fenced or VmState.Ended)
            {
                continue;
            }
            var silent = _time.GetElapsedTime(vm.SeenTimestamp);
            if (silent > patience)
            {
                (vm.Silent, vm.SilentSeconds) = (true, Math.Round(silent.TotalSeconds, 1));
                _notes.Add(NoteLevel.Warning, vm.Name, "shows no sign of life");
                Show(place);
            }
        }
    }

    /// <summary>The seal: final, and what it says of the entries stands over all that was told before.</summary>
    public void Sealed(Seal seal)
    {
        if (IsSealed)
        {
            return;
        }
        _head.Seal = seal;
        foreach (var entry in seal.Entries)
        {
            if (Find(entry.MatrixId) is { } known)
            {
                known.Sealed(entry);
                Show(known);
            }
        }
        for (var place = 0; place < _vms.Length; place++)
        {
            if (_vms[place].State() is not (VmState.Ended or VmState.Unclaimed))
            {
                _vms[place].Fenced = true;
                Show(place);
            }
        }
        _notes.Add(NoteLevel.Info, null, PictureNotes.Words(seal));
    }

    /// <summary>What changed since it was last asked.</summary>
    internal IReadOnlyList<RunChange> TakeChanges()
    {
        if (_changes.Count == 0)
        {
            return [];
        }
        RunChange[] taken = [.. _changes];
        _changes.Clear();
        return taken;
    }

    private void Give(string vm, int matrixId, int attempt)
    {
        if (Find(matrixId) is { } entry && _places.TryGetValue(vm, out var place))
        {
            _vms[place].Given(matrixId, attempt);
            entry.Attempted(attempt, vm);
            Show(entry);
        }
    }

    private void Fence(string vm, bool fenced)
    {
        if (_places.TryGetValue(vm, out var place))
        {
            _vms[place].Fenced = fenced;
            Show(place);
        }
    }

    private void End(VmPicture vm, int matrixId, int attempt, bool ok)
    {
        if (Find(matrixId) is not { } entry || entry.HasEnded(attempt, vm.Name))
        {
            return;
        }
        entry.Ended(attempt, vm.Name, ok);
        _ = ok ? vm.KnownOk++ : vm.KnownFailed++;
        Show(entry);
    }

    /// <summary>What progress tells of the entries that its worker is at.</summary>
    private void ShowWork(VmPicture vm, WorkerProgress progress)
    {
        if (vm.Current is { } work && Find(work.MatrixId) is { } current)
        {
            current.Done(work.Attempt ?? 1, vm.Name, work.Iteration - 1);
            Show(current);
        }
        if (progress.Live?.Iteration is { } last && Find(last.MatrixId) is { } measured)
        {
            var attempt = measured.View.Attempt;
            measured.Done(attempt, vm.Name, last.Iteration);
            measured.Measured(attempt, vm.Name, last);
            Show(measured);
        }
    }

    /// <summary>The names of the work are those of the config, whatever the worker says.</summary>
    private CurrentWork? Known(CurrentWork? work) =>
        work is not null && Find(work.MatrixId) is { View: var entry }
            ? work with
            {
                TestId = entry.TestId,
                ConfigLabel = entry.ConfigLabel,
            }
            : null;

    private EntryPicture? Find(int matrixId) =>
        matrixId >= 1 && matrixId <= _entries.Length ? _entries[matrixId - 1] : null;

    private void Show(int place)
    {
        var view = _vms[place].View();
        if (view != _vmViews[place])
        {
            _vmViews[place] = view;
            _tally.Count(place, _vms[place], view);
            _changes.Add(RunChange.Of(view));
        }
    }

    private void Show(EntryPicture entry)
    {
        ref var shown = ref _entryViews[entry.View.MatrixId - 1];
        if (entry.View != shown)
        {
            shown = entry.View;
            _tally.Count(entry.View);
            _changes.Add(RunChange.Of(entry.View));
        }
    }
}
