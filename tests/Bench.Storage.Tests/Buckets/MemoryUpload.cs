using Bench.Storage.Buckets;

namespace Bench.Storage.Tests.Buckets;

/// <summary>An upload in parts as the server sees it: strict about numbers, offsets and order.</summary>
internal sealed class MemoryUpload : IUploadSession
{
    private readonly MemoryBucket _bucket;
    private readonly string _key;
    private readonly string? _crc32C;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<
        int,
        (long Offset, MemoryContent Content, bool IsLast)
    > _parts = [];
    private bool _begun;
    private bool _done;

    public MemoryUpload(MemoryBucket bucket, string key, string? crc32C, int maxParallel)
    {
        (_bucket, _key, _crc32C, MaxParallel) = (bucket, key, crc32C, maxParallel);
    }

    public int MaxParallel { get; }

    public async Task PutPartAsync(
        int number,
        long offset,
        ReadOnlyMemory<byte> content,
        bool isLast,
        CancellationToken cancel
    )
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        var part = MemoryContent.Of(content);
        lock (_lock)
        {
            if (MaxParallel == 1 && number > _parts.Count + 1)
            {
                throw new InvalidOperationException($"part {number} came out of order");
            }
            if (!_begun)
            {
                _begun = true;
                _bucket.Begun();
            }
            _parts[number] = (offset, part, isLast);
        }
    }

    public async Task CompleteAsync(CancellationToken cancel)
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_done)
            {
                return;
            }
            Check();
            var whole = MemoryContent.Of(_parts.Values.Select(part => part.Content));
            if (_crc32C is not null && _crc32C != whole.Crc32C)
            {
                throw new InvalidOperationException("the content has another checksum");
            }
            _bucket.Put(_key, whole);
            End();
        }
    }

    public async Task AbortAsync(CancellationToken cancel)
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        lock (_lock)
        {
            End();
        }
    }

    private void Check()
    {
        long offset = 0;
        foreach (var (number, part) in _parts)
        {
            if (part.Offset != offset || part.IsLast != (number == _parts.Count))
            {
                throw new InvalidOperationException($"part {number} is not where it says");
            }
            offset += part.Content.Length;
        }
        if (_parts.Count == 0 || _parts.Keys.Max() != _parts.Count)
        {
            throw new InvalidOperationException("parts are missing");
        }
    }

    private void End()
    {
        _done = true;
        _parts.Clear();
        if (_begun)
        {
            _begun = false;
            _bucket.Ended();
        }
    }
}
