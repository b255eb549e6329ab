using Bench.Storage.Buckets;
using Bench.Storage.Resilience;

namespace Bench.Storage.Transfers;

/// <summary>
/// A large object in parts that are fetched side by side and handed out in order. Memory is bounded by the parts that
/// are on their way at once: as many as the server allows, and as all transfers of the store have room for.
/// </summary>
internal sealed class ReadAheadSource : IObjectSource
{
    private readonly Fetching _fetching;
    private readonly string _key;
    private readonly string _version;
    private readonly long _length;
    private readonly int _partBytes;
    private readonly CancellationTokenSource _end = new();
    private readonly Queue<Task<Part>> _ahead = new();
    private long _next;
    private Part? _current;
    private byte[]? _handedOut;
    private int _taken;

    public ReadAheadSource(Fetching fetching, string key, ObjectRead first)
    {
        (_fetching, _key, _version, _length) = (fetching, key, first.Version, first.ObjectLength);
        _partBytes = fetching.Client.Limits.PartBytes;
        // The reply that told the length gives the first part.
        Begin(first);
        BeginMore();
    }

    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(
        Memory<byte> buffer,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        if (_handedOut is not null)
        {
            // Only now: no more buffers are in use than parts may be on their way.
            ReturnHandedOut();
            BeginMore();
        }
        if (_current is null)
        {
            _current = await _ahead.Peek().WaitAsync(cancel);
            _ = _ahead.Dequeue();
            _taken = 0;
        }
        var length = Math.Min(buffer.Length, _current.Length - _taken);
        var some = _current.Buffer.AsMemory(_taken, length);
        _taken += length;
        if (_taken == _current.Length)
        {
            _handedOut = _current.Buffer;
            _current = null;
        }
        return some;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (var part in _ahead)
        {
            // One that failed has given up its buffer itself, and nobody waits for it any more.
            await ((Task)part).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (part.IsCompletedSuccessfully)
            {
                _fetching.Buffers.Return((await part).Buffer);
            }
        }
        _ahead.Clear();
        ReturnHandedOut();
        if (_current is not null)
        {
            _fetching.Buffers.Return(_current.Buffer);
            _current = null;
        }
        _end.Dispose();
    }

    /// <summary>The last bytes of a part are the reader's until it asks for more.</summary>
    private void ReturnHandedOut()
    {
        if (_handedOut is { } buffer)
        {
            _handedOut = null;
            _fetching.Buffers.Return(buffer);
        }
    }

    /// <summary>One at least is always on its way.</summary>
    private void BeginMore()
    {
        while (
            _next < _length
            && (
                _ahead.Count == 0
                || (_ahead.Count < _fetching.Client.Limits.Parallel && _fetching.Buffers.HasRoom)
            )
        )
        {
            Begin(open: null);
        }
    }

    private void Begin(ObjectRead? open)
    {
        var length = (int)Math.Min(_partBytes, _length - _next);
        _ahead.Enqueue(FetchAsync(new Part(_next, length, _fetching.Buffers.Rent()), open));
        _next += length;
    }

    private async Task<Part> FetchAsync(Part part, ObjectRead? open)
    {
        var fetch = new PartFetch(_fetching, _key, _version, part) { Open = open };
        try
        {
            await _fetching.Policy.RunAsync(
                new Request(_fetching.Client.Uri, _key, part.Length),
                static (s, token) => s.TryAsync(token),
                fetch,
                _end.Token
            );
            return part;
        }
        catch
        {
            _fetching.Buffers.Drop();
            throw;
        }
        finally
        {
            await fetch.CloseAsync();
        }
    }

    private sealed record Part(long Offset, int Length, byte[] Buffer);

    /// <summary>One part: each try goes on where the one before was cut.</summary>
    private sealed class PartFetch(Fetching fetching, string key, string version, Part part)
    {
        private int _filled;

        public ObjectRead? Open { get; set; }

        public async Task TryAsync(CancellationToken cancel)
        {
            Open ??=
                await fetching.Client.ReadAsync(
                    key,
                    new ByteRange(part.Offset + _filled, part.Length - _filled),
                    version,
                    cancel
                )
                ?? throw TransferErrors.Corrupt(
                    StoreUris.Child(fetching.Client.Uri, key),
                    "it was deleted while it was read"
                );
            using var guard = fetching.Guard(key);
            try
            {
                while (_filled < part.Length)
                {
                    var some = await guard.ReadAsync(
                        Open.Content,
                        part.Buffer.AsMemory(_filled, part.Length - _filled),
                        cancel
                    );
                    _filled += some > 0 ? some : throw TransferErrors.CutShort();
                }
            }
            finally
            {
                await CloseAsync();
            }
        }

        public async ValueTask CloseAsync()
        {
            if (Open is { } open)
            {
                Open = null;
                await open.DisposeAsync();
            }
        }
    }
}
