using System.Globalization;
using Bench.Storage.Buckets;

namespace Bench.Storage.Tests.Buckets;

/// <summary>A bucket's server in memory, with versions, checksums, parts and pages. Any number of clients share one.</summary>
public sealed class MemoryBucket
{
    public const string Uri = "memory://bucket/prefix?endpoint=test";
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (MemoryContent Content, long Version)> _objects = new(
        StringComparer.Ordinal
    );
    private long _version;
    private int _openUploads;

    /// <summary>Uploads in parts that are neither complete nor given up.</summary>
    public int OpenUploads => Volatile.Read(ref _openUploads);

    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (_lock)
            {
                return [.. _objects.Keys];
            }
        }
    }

    public (MemoryContent Content, long Version)? Find(string key)
    {
        lock (_lock)
        {
            return _objects.TryGetValue(key, out var found) ? found : null;
        }
    }

    public void Put(string key, MemoryContent content)
    {
        lock (_lock)
        {
            _objects[key] = (content, ++_version);
        }
    }

    public bool TryCreate(string key, MemoryContent content)
    {
        lock (_lock)
        {
            return _objects.TryAdd(key, (content, ++_version));
        }
    }

    public void Delete(string key)
    {
        lock (_lock)
        {
            _objects.Remove(key);
        }
    }

    public ListPage List(string prefix, string? after, int pageSize)
    {
        lock (_lock)
        {
            var found = _objects
                .Where(o =>
                    o.Key.StartsWith(prefix, StringComparison.Ordinal)
                    && (after is null || string.CompareOrdinal(o.Key, after) > 0)
                )
                .Take(pageSize + 1)
                .Select(o => new ObjectInfo(
                    o.Key,
                    o.Value.Content.Length,
                    o.Value.Version.ToString(CultureInfo.InvariantCulture),
                    DateTimeOffset.UnixEpoch.AddMilliseconds(o.Value.Version)
                ))
                .ToList();
            return found.Count > pageSize
                ? new ListPage(found[..pageSize], found[pageSize - 1].Key)
                : new ListPage(found, null);
        }
    }

    /// <summary>Objects beside folders fill pages too, and a page begins with the folder that ended the one before.</summary>
    public FolderPage Folders(string? from, int pageSize)
    {
        lock (_lock)
        {
            var entries = _objects
                .Keys.Select(key =>
                    key[..(key.IndexOf('/', StringComparison.Ordinal) + 1)]
                        is { Length: > 0 } folder
                        ? folder
                        : key
                )
                .Distinct(StringComparer.Ordinal)
                .Where(entry => from is null || string.CompareOrdinal(entry, from) >= 0)
                .Take(pageSize + 1)
                .ToList();
            var page = entries.Take(pageSize).Where(entry => entry.EndsWith('/'));
            return new FolderPage(
                [.. page.Select(entry => entry[..^1])],
                entries.Count > pageSize ? entries[pageSize - 1] : null
            );
        }
    }

    public void Begun() => Interlocked.Increment(ref _openUploads);

    public void Ended() => Interlocked.Decrement(ref _openUploads);
}

/// <summary>A client of a bucket in memory. Each call is one request that does what it says.</summary>
public sealed class MemoryClient(MemoryBucket bucket) : IBucketClient
{
    public string Uri => MemoryBucket.Uri;

    public TransferLimits Limits { get; init; } = new(1 << 20, 1 << 20, 4);

    public int PageSize { get; init; } = 1000;

    public int MaxParallel { get; init; } = 4;

    /// <summary>Whether replies tell CRC-32C; else they tell MD5.</summary>
    public bool TellsCrc { get; init; } = true;

    public Func<DateTimeOffset> Clock { get; init; } =
        () => new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task<ObjectRead?> ReadAsync(
        string key,
        ByteRange range,
        string? version,
        CancellationToken cancel
    )
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        if (bucket.Find(key) is not { } found)
        {
            return null;
        }
        var current = found.Version.ToString(CultureInfo.InvariantCulture);
        if (version is not null && version != current)
        {
            throw new StoreException(
                StoreError.Corrupt,
                StoreUris.Child(Uri, key),
                "it was replaced while it was read",
                "read it again"
            );
        }
        var end = Math.Min(
            found.Content.Length,
            range.Offset + (range.Length ?? found.Content.Length)
        );
        return new ObjectRead
        {
            Content = new ContentStream(found.Content, range.Offset, end),
            ObjectLength = found.Content.Length,
            Version = current,
            Crc32C = TellsCrc ? found.Content.Crc32C : null,
            Md5 = TellsCrc ? null : found.Content.Md5,
        };
    }

    public async Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        bucket.Put(key, MemoryContent.Of(content));
    }

    public async Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        return bucket.TryCreate(key, MemoryContent.Of(content));
    }

    public async Task<IUploadSession> BeginUploadAsync(
        string key,
        string? crc32C,
        CancellationToken cancel
    )
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        return new MemoryUpload(bucket, key, crc32C, MaxParallel);
    }

    public async Task<ListPage> ListAsync(
        string prefix,
        string? continuation,
        CancellationToken cancel
    )
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        return bucket.List(prefix, continuation, PageSize);
    }

    public async Task<FolderPage> ListFoldersAsync(string? continuation, CancellationToken cancel)
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        return bucket.Folders(continuation, PageSize);
    }

    public async Task DeleteAsync(string key, CancellationToken cancel)
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        bucket.Delete(key);
    }

    public Task<DateTimeOffset> ServerTimeAsync(CancellationToken cancel)
    {
        var now = Clock();
        return Task.FromResult(now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
    }

    public void Dispose() { }
}
