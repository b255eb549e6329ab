using System.Runtime.CompilerServices;
using Bench.Coordinator.Telemetry;
using Bench.Coordinator.Watching.Pictures;
using Bench.Model.Json;

namespace Bench.Coordinator.Watching.Feeds;

/// <summary>
/// A run's picture with the journal of its changes. Readers keep no more than their place in the journal, so however
/// slow they are they hold up nobody and cost nothing; one that falls behind what is kept gets a snapshot.
/// </summary>
public sealed class RunFeed : IRunFeed, IDisposable
{
    /// <summary>Events that are kept for readers that come back.</summary>
    public const int DefaultCapacity = 10_000;

    /// <summary>The run's line changes with every worker; it is told no more often than this.</summary>
    public static readonly TimeSpan HeadInterval = TimeSpan.FromMilliseconds(100);

    private const int Batch = 256;
    private readonly Lock _gate = new();
    private readonly string _id = WriterId.New();
    private readonly LivePicture _picture;
    private readonly TimeProvider _time;
    private readonly EventJournal _journal;
    private readonly ITimer _headTimer;
    private TaskCompletionSource _changed = NewSignal();
    private RunHead _head;
    private long _headAt;
    private bool _headArmed;
    private bool _ended;
    private int _readers;

    public RunFeed(LivePicture picture, TimeProvider time, int capacity = DefaultCapacity)
    {
        _picture = picture;
        _time = time;
        _journal = new EventJournal(capacity);
        _head = picture.Head();
        _headAt = time.GetTimestamp();
        _headTimer = time.CreateTimer(
            static state => ((RunFeed)state!).Update(static _ => { }),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    public RunSnapshot Snapshot
    {
        get
        {
            lock (_gate)
            {
                return Take();
            }
        }
    }

    /// <summary>The run in one line, as readers were told it last.</summary>
    public RunHead Head
    {
        get
        {
            lock (_gate)
            {
                return _head;
            }
        }
    }

    /// <summary>Whether no event will follow: the run is sealed, or nobody looks at it here any more.</summary>
    public bool Ended
    {
        get
        {
            lock (_gate)
            {
                return _ended;
            }
        }
    }

    /// <summary>How many follow it now.</summary>
    public int Readers => Volatile.Read(ref _readers);

    /// <summary>Changes the picture; what is different then becomes events.</summary>
    public void Update(Action<LivePicture> change)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }
            var before = _journal.Last;
            change(_picture);
            foreach (var told in _picture.TakeChanges())
            {
                Append(told);
            }
            TellHead();
            if (_picture.IsSealed)
            {
                _ended = true;
            }
            if (_journal.Last != before || _ended)
            {
                Signal();
            }
        }
    }

    /// <summary>Asks the picture something.</summary>
    public T Ask<T>(Func<LivePicture, T> question)
    {
        lock (_gate)
        {
            return question(_picture);
        }
    }

    /// <summary>Ends the feed without a seal: readers come back to another feed and begin with its snapshot.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _ended = true;
                Signal();
            }
        }
    }

    public async IAsyncEnumerable<RunEvent> FollowAsync(
        EventCursor? after,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        Interlocked.Increment(ref _readers);
        try
        {
            await foreach (var next in ReadOnAsync(after, cancel))
            {
                yield return next;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    public void Dispose()
    {
        End();
        _headTimer.Dispose();
    }

    private async IAsyncEnumerable<RunEvent> ReadOnAsync(
        EventCursor? after,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var batch = new List<RunEvent>();
        var begin = _time.GetUtcNow();
        long? position = after is not null && after.Feed == _id ? after.Sequence : null;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var (ended, changed) = Read(ref position, batch);
            foreach (var next in batch)
            {
                FeedMetrics.Reached(next, begin, _time);
                yield return next;
            }
            if (ended)
            {
                yield break;
            }
            if (batch.Count == 0)
            {
                await changed.WaitAsync(cancel);
            }
        }
    }

    /// <summary>What comes after a reader's place, which moves on; whether that was the last of it.</summary>
    private (bool Ended, Task Changed) Read(ref long? position, List<RunEvent> batch)
    {
        batch.Clear();
        lock (_gate)
        {
            if (position is { } place && _journal.Holds(place))
            {
                _journal.CopyAfter(place, batch, Batch);
                position = place + batch.Count;
            }
            else
            {
                var snapshot = Take();
                position = snapshot.Cursor.Sequence;
                batch.Add(
                    new RunEvent
                    {
                        Cursor = snapshot.Cursor,
                        At = _time.GetUtcNow(),
                        Kind = RunEventKind.Snapshot,
                        Snapshot = snapshot,
                    }
                );
            }
            return (_ended && position == _journal.Last, _changed.Task);
        }
    }

    private RunSnapshot Take() =>
        new()
        {
            Cursor = new EventCursor(_id, _journal.Last),
            Run = _head,
            Vms = _picture.Vms(),
            Entries = _picture.Entries(),
            Notes = _picture.Notes(),
        };

    private void TellHead()
    {
        var head = _picture.Head();
        if (head == _head)
        {
            return;
        }
        var left = HeadInterval - _time.GetElapsedTime(_headAt);
        if (head.Phase == _head.Phase && left > TimeSpan.Zero)
        {
            if (!_headArmed)
            {
                _headArmed = true;
                _headTimer.Change(left, Timeout.InfiniteTimeSpan);
            }
            return;
        }
        _headArmed = false;
        _head = head;
        _headAt = _time.GetTimestamp();
        Append(RunChange.Of(head));
    }

    private void Append(RunChange change) =>
        _journal.Append(change.ToEvent(new EventCursor(_id, _journal.Last + 1), _time.GetUtcNow()));

    private void Signal()
    {
        var before = _changed;
        _changed = NewSignal();
        before.SetResult();
    }

    private static TaskCompletionSource NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
