namespace Bench.Coordinator.Watching.Pictures;

/// <summary>Sums over VMs and entries, kept by differences: a change costs the same however many there are.</summary>
internal sealed class RunTally
{
    private readonly SortedSet<(int Left, int Vm)> _left = [];
    private readonly Part[] _vms;
    private readonly EntryState[] _entries;
    private readonly int[] _byState = new int[Enum.GetValues<EntryState>().Length];
    private double _seconds;
    private int _timed;

    public RunTally(int vms, int entries)
    {
        _vms = new Part[vms];
        _entries = new EntryState[entries];
        _byState[(int)EntryState.Pending] = entries;
    }

    public int Alive { get; private set; }

    /// <summary>VMs that were at work and show no signs of life, or lost their right.</summary>
    public int Lost { get; private set; }

    /// <summary>VMs of which anything was seen.</summary>
    public int Seen { get; private set; }

    public int IterationsTotal { get; private set; }

    public int IterationsDone { get; private set; }

    public int IterationsFailed { get; private set; }

    public int EntriesOk => _byState[(int)EntryState.Ok];

    public int EntriesFailed => _byState[(int)EntryState.Failed];

    public bool AllEntriesEnded => EntriesOk + EntriesFailed == _entries.Length;

    /// <summary>Mean seconds of an iteration times what the VM with most to do has left.</summary>
    public double? EstimatedSecondsLeft =>
        _timed == 0 ? null : _seconds / _timed * (_left.Count == 0 ? 0 : _left.Max.Left);

    public void Count(int index, VmPicture vm, VmView view)
    {
        var next = new Part(
            view.State is VmState.Starting or VmState.Running or VmState.Waiting or VmState.Idle,
            view.State is VmState.Silent or VmState.Fenced,
            view.State != VmState.Unclaimed,
            view.IterationsTotal,
            view.IterationsDone,
            view.IterationsFailed,
            vm.Progress?.IterationSeconds ?? 0,
            vm.Progress?.IterationsTimed ?? 0
        );
        Add(_vms[index], index, -1);
        Add(next, index, 1);
        _vms[index] = next;
    }

    public void Count(EntryView entry)
    {
        var place = entry.MatrixId - 1;
        _byState[(int)_entries[place]]--;
        _byState[(int)entry.State]++;
        _entries[place] = entry.State;
    }

    private void Add(Part part, int index, int sign)
    {
        Alive += part.Alive ? sign : 0;
        Lost += part.Lost ? sign : 0;
        Seen += part.Seen ? sign : 0;
        IterationsTotal += sign * part.Total;
        IterationsDone += sign * part.Done;
        IterationsFailed += sign * part.Failed;
        _seconds += sign * part.Seconds;
        _timed += sign * part.Timed;
        var left = (part.Total - part.Done, index);
        _ = sign > 0 ? _left.Add(left) : _left.Remove(left);
    }

    private readonly record struct Part(
        bool Alive,
        bool Lost,
        bool Seen,
        int Total,
        int Done,
        int Failed,
        double Seconds,
        int Timed
    );
}
