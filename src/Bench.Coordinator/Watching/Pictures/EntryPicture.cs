using Bench.Model.Progress;
using Bench.Model.Runs;
using Bench.Model.Sealing;

namespace Bench.Coordinator.Watching.Pictures;

/// <summary>What is known of an entry's last attempt. An attempt may have several VMs, which all run the entry at once.</summary>
internal sealed class EntryPicture
{
    private readonly MatrixEntry _entry;
    private readonly int _planned;
    private readonly List<Part> _parts = [];

    public EntryPicture(MatrixEntry entry, int planned)
    {
        _entry = entry;
        _planned = planned;
        View = new EntryView
        {
            MatrixId = entry.MatrixId,
            TestId = entry.TestId,
            TestOrdinal = entry.TestOrdinal,
            ConfigLabel = entry.ConfigLabel,
            ConfigId = entry.ConfigId,
            State = EntryState.Pending,
            Vm = "",
            Attempt = 1,
            IterationsDone = 0,
        };
    }

    public EntryView View { get; private set; }

    /// <summary>An attempt belongs to a VM: a later one than the last begins anew.</summary>
    public void Attempted(int attempt, string vm)
    {
        if (attempt < View.Attempt || (attempt == View.Attempt && Find(attempt, vm) is not null))
        {
            return;
        }
        if (attempt > View.Attempt)
        {
            _parts.Clear();
        }
        _parts.Add(new Part(vm));
        View = View with { Vm = _parts[0].Vm, Attempt = attempt, Last = null };
        Show();
    }

    /// <summary>Iterations up to this one are committed, and perhaps more.</summary>
    public void Done(int attempt, string vm, int iterations)
    {
        if (Find(attempt, vm) is { } part)
        {
            part.Begun = true;
            part.Done = Math.Max(part.Done, Math.Clamp(iterations, 0, _planned));
            Show();
        }
    }

    public void Measured(int attempt, string vm, IterationFigures figures)
    {
        if (Find(attempt, vm) is not null)
        {
            View = View with { Last = figures };
        }
    }

    public void Ended(int attempt, string vm, bool ok)
    {
        if (Find(attempt, vm) is { } part)
        {
            part.Ok = ok;
            part.Done = _planned;
            Show();
        }
    }

    /// <summary>Whether this VM's attempt is known to have its result.</summary>
    public bool HasEnded(int attempt, string vm) =>
        attempt < View.Attempt || Find(attempt, vm) is { Ok: not null };

    public void Sealed(SealedEntry entry) =>
        View = View with
        {
            State = entry.Status switch
            {
                EntryStatus.Ok => EntryState.Ok,
                EntryStatus.Failed => EntryState.Failed,
                EntryStatus.Cancelled => EntryState.Cancelled,
                _ => EntryState.Missing,
            },
            Vm = entry.Vm ?? View.Vm,
            Attempt = entry.Attempt ?? View.Attempt,
            IterationsDone = entry.Result is null
                ? entry.PartialIterations?.Count ?? 0
                : Math.Max(View.IterationsDone, _planned),
        };

    private Part? Find(int attempt, string vm) =>
        attempt == View.Attempt ? _parts.Find(part => part.Vm == vm) : null;

    private void Show() =>
        View = View with
        {
            State = !_parts.TrueForAll(part => part.Ok is not null)
                ? _parts.Exists(part => part.Begun || part.Ok is not null)
                    ? EntryState.Running
                    : EntryState.Pending
                : _parts.TrueForAll(part => part.Ok == true)
                    ? EntryState.Ok
                    : EntryState.Failed,
            IterationsDone = _parts.Count == 0 ? 0 : _parts.Min(part => part.Done),
        };

    private sealed class Part(string vm)
    {
        public string Vm { get; } = vm;

        public bool Begun { get; set; }

        public int Done { get; set; }

        /// <summary>How it ended; null while it goes on.</summary>
        public bool? Ok { get; set; }
    }
}
