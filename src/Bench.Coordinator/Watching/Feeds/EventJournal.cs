namespace Bench.Coordinator.Watching.Feeds;

/// <summary>
/// The last events of a feed in a ring: their sequence is dense, and only as many are kept as fit. Not safe for several
/// threads; its feed guards it.
/// </summary>
internal sealed class EventJournal(int capacity)
{
    private const int FirstSize = 64;
    private RunEvent[] _ring = new RunEvent[Math.Min(FirstSize, capacity)];
    private int _count;

    /// <summary>Sequence of the last event; 0 before the first.</summary>
    public long Last { get; private set; }

    /// <summary>Whether every event after the sequence is kept.</summary>
    public bool Holds(long sequence) => sequence >= Last - _count && sequence <= Last;

    public void Append(RunEvent next)
    {
        if (_count == _ring.Length && _count < capacity)
        {
            Grow();
        }
        Last++;
        _ring[Slot(Last)] = next;
        _count = Math.Min(_count + 1, _ring.Length);
    }

    /// <summary>Adds the events after a sequence that it holds, at most so many.</summary>
    public void CopyAfter(long sequence, List<RunEvent> target, int most)
    {
        var end = Math.Min(Last, sequence + most);
        for (var next = sequence + 1; next <= end; next++)
        {
            target.Add(_ring[Slot(next)]);
        }
    }

    private int Slot(long sequence) => (int)((sequence - 1) % _ring.Length);

    private void Grow()
    {
        var larger = new RunEvent[Math.Min(capacity, _ring.Length * 2)];
        for (var sequence = Last - _count + 1; sequence <= Last; sequence++)
        {
            larger[(int)((sequence - 1) % larger.Length)] = _ring[Slot(sequence)];
        }
        _ring = larger;
    }
}
