namespace Bench.Rpc.Queues;

/// <summary>
/// What waits for one subscriber. Offering never waits and what is kept is bounded: a subscriber that falls behind loses
/// all that waits and is told so, to begin again from a snapshot. One reader; any number of writers.
/// </summary>
/// <param name="capacity">Items that may wait.</param>
public sealed class SubscriberFeed<T>(int capacity)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _reader;
    private List<T> _items = [];
    private long _lost;
    private bool _isClosed;

    /// <summary>Items lost since the feed began.</summary>
    public long TotalLost { get; private set; }

    /// <returns>False when the item, and all that waited before it, is lost.</returns>
    public bool Offer(T item)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return false;
            }
            var fits = _items.Count < capacity && _lost is 0;
            if (fits)
            {
                _items.Add(item);
            }
            else
            {
                // What comes after a gap is of no use without a snapshot, which will hold it anyway.
                _lost += _items.Count + 1;
                TotalLost += _items.Count + 1;
                _items.Clear();
            }
            Wake();
            return fits;
        }
    }

    /// <summary>Nothing more comes; what waits can still be read.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Wake();
        }
    }

    /// <summary>Waits for news and takes all of it.</summary>
    /// <returns>Null once the feed is closed and empty.</returns>
    public async ValueTask<SubscriberBatch<T>?> ReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            Task news;
            lock (_lock)
            {
                if (_items.Count > 0 || _lost > 0)
                {
                    var batch = new SubscriberBatch<T>(_items, _lost);
                    _items = [];
                    _lost = 0;
                    return batch;
                }
                if (_isClosed)
                {
                    return null;
                }
                _reader = new(TaskCreationOptions.RunContinuationsAsynchronously);
                news = _reader.Task;
            }
            await news.WaitAsync(cancel);
        }
    }

    private void Wake()
    {
        _reader?.TrySetResult();
        _reader = null;
    }
}

/// <summary>What a subscriber gets at once.</summary>
/// <param name="Items">In the order they were offered; empty when something was lost.</param>
/// <param name="Lost">Items lost before this batch: when not 0 the subscriber begins again from a snapshot.</param>
public sealed record SubscriberBatch<T>(IReadOnlyList<T> Items, long Lost);
