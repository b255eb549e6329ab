using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Bench.Coordinator.Watching;
using Bench.Coordinator.Watching.Feeds;

namespace Bench.Coordinator.Tests.Dashboard.Fakes;

/// <summary>
/// A feed whose events a test writes. Keeps the last events for readers that come back, and gives a reader that is too
/// slow a snapshot in place of what it missed, as the contract says.
/// </summary>
public sealed class ScriptedFeed : IRunFeed
{
    private const int MostWaiting = 50_000;

    private readonly Lock _gate = new();
    private readonly SnapshotBuilder _picture = new();
    private readonly TimeProvider _time;
    private readonly string _id;
    private readonly int _kept;
    private readonly List<RunEvent> _events = [];
    private readonly List<Channel<RunEvent>> _followers = [];
    private RunSnapshot? _snapshot;
    private long _last;
    private bool _isOver;

    /// <param name="kept">Events kept for readers that come back.</param>
    public ScriptedFeed(
        RunSnapshot start,
        TimeProvider time,
        string id = "feed1",
        int kept = 10_000
    )
    {
        (_time, _id, _kept) = (time, id, kept);
        var cursor = new EventCursor(id, 0);
        _picture.Apply(
            new RunEvent
            {
                Cursor = cursor,
                At = time.GetUtcNow(),
                Kind = RunEventKind.Snapshot,
                Snapshot = start with { Cursor = cursor },
            }
        );
    }

    /// <summary>How many readers follow it now.</summary>
    public int Followers
    {
        get
        {
            lock (_gate)
            {
                return _followers.Count;
            }
        }
    }

    public RunSnapshot Snapshot
    {
        get
        {
            lock (_gate)
            {
                return _snapshot ??= _picture.ToSnapshot();
            }
        }
    }

    public RunEvent Tell(VmView vm) => Tell(RunEventKind.Vm, e => e with { Vm = vm });

    public RunEvent Tell(EntryView entry) =>
        Tell(RunEventKind.Entry, e => e with { Entry = entry });

    public RunEvent Tell(RunHead run) => Tell(RunEventKind.Run, e => e with { Run = run });

    public RunEvent Tell(string message, NoteLevel level = NoteLevel.Info, string? vm = null) =>
        Tell(
            RunEventKind.Note,
            e => e with { Note = new RunNote(e.Cursor.Sequence, e.At, level, vm, message) }
        );

    /// <summary>Ends all streams, as the seal does.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
            _followers.ForEach(follower => follower.Writer.Complete());
        }
    }

    public async IAsyncEnumerable<RunEvent> FollowAsync(
        EventCursor? after,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var channel = Channel.CreateBounded<RunEvent>(MostWaiting);
        List<RunEvent> missed;
        lock (_gate)
        {
            missed = Missed(after);
            _followers.Add(channel);
            if (_isOver)
            {
                channel.Writer.Complete();
            }
        }
        try
        {
            foreach (var happened in missed)
            {
                yield return happened;
            }
            await foreach (var happened in channel.Reader.ReadAllAsync(cancel))
            {
                yield return happened;
            }
        }
        finally
        {
            lock (_gate)
            {
                _followers.Remove(channel);
            }
        }
    }

    private RunEvent Tell(RunEventKind kind, Func<RunEvent, RunEvent> fill)
    {
        lock (_gate)
        {
            var happened = fill(
                new RunEvent
                {
                    Cursor = new EventCursor(_id, _last + 1),
                    At = _time.GetUtcNow(),
                    Kind = kind,
                }
            );
            _picture.Apply(happened);
            _last++;
            _snapshot = null;
            _events.Add(happened);
            if (_events.Count > _kept)
            {
                _events.RemoveAt(0);
            }
            foreach (var follower in _followers)
            {
                if (!follower.Writer.TryWrite(happened))
                {
                    while (follower.Reader.TryRead(out _)) { }
                    follower.Writer.TryWrite(WholeOf());
                }
            }
            return happened;
        }
    }

    private List<RunEvent> Missed(EventCursor? after)
    {
        var now = _last;
        var first = now - _events.Count;
        return
            after is not null
            && after.Feed == _id
            && after.Sequence >= first
            && after.Sequence <= now
            ? _events.GetRange((int)(after.Sequence - first), (int)(now - after.Sequence))
            : [WholeOf()];
    }

    private RunEvent WholeOf() =>
        new()
        {
            Cursor = new EventCursor(_id, _last),
            At = _time.GetUtcNow(),
            Kind = RunEventKind.Snapshot,
            Snapshot = _picture.ToSnapshot(),
        };
}
