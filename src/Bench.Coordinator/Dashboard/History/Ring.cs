namespace Bench.Coordinator.Dashboard.History;

/// <summary>The last items, as many as fit. Grows with what is added, up to its limit.</summary>
internal sealed class Ring<T>(int most)
{
    private readonly List<T> _items = [];
    private int _first;

    public int Count => _items.Count;

    public void Add(T item)
    {
        if (_items.Count < most)
        {
            _items.Add(item);
            return;
        }
        _items[_first] = item;
        _first = (_first + 1) % most;
    }

    /// <summary>The newest; default when there is none.</summary>
    public T? Last =>
        _items.Count == 0 ? default : _items[(_first + _items.Count - 1) % _items.Count];

    /// <summary>Puts another in the newest one's place.</summary>
    public void ReplaceLast(T item) => _items[(_first + _items.Count - 1) % _items.Count] = item;

    /// <summary>Oldest first.</summary>
    public IEnumerable<T> All()
    {
        for (var i = 0; i < _items.Count; i++)
        {
            yield return _items[(_first + i) % _items.Count];
        }
    }
}
