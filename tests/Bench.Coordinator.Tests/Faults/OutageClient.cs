using Bench.Storage;
using Bench.Storage.Buckets;

namespace Bench.Coordinator.Tests.Faults;

/// <summary>A time in which a bucket cannot be reached.</summary>
internal sealed class Outage
{
    private volatile string? _key;
    private volatile bool _on;

    /// <summary>From the first call for a key with this end.</summary>
    public void BeginsAt(string key) => _key = key;

    public void Ends() => (_key, _on) = (null, false);

    public void Check(string uri, string key)
    {
        if (_key is { } begin && key.EndsWith(begin, StringComparison.Ordinal))
        {
            _on = true;
        }
        if (_on)
        {
            throw new StoreException(
                StoreError.Unavailable,
                StoreUris.Child(uri, key),
                "the store is down",
                "wait until it is back"
            );
        }
    }
}

/// <summary>A client that an outage concerns.</summary>
internal sealed class OutageClient(IBucketClient inner, Outage outage) : IBucketClient
{
    public string Uri => inner.Uri;

    public TransferLimits Limits => inner.Limits;

    public Task<ObjectRead?> ReadAsync(
        string key,
        ByteRange range,
        string? version,
        CancellationToken cancel
    )
    {
        outage.Check(Uri, key);
        return inner.ReadAsync(key, range, version, cancel);
    }

    public Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        outage.Check(Uri, key);
        return inner.WriteAsync(key, content, cancel);
    }

    public Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        outage.Check(Uri, key);
        return inner.TryCreateAsync(key, content, cancel);
    }

    public Task<IUploadSession> BeginUploadAsync(
        string key,
        string? crc32C,
        CancellationToken cancel
    )
    {
        outage.Check(Uri, key);
        return inner.BeginUploadAsync(key, crc32C, cancel);
    }

    public Task<ListPage> ListAsync(string prefix, string? continuation, CancellationToken cancel)
    {
        outage.Check(Uri, prefix);
        return inner.ListAsync(prefix, continuation, cancel);
    }

    public Task<FolderPage> ListFoldersAsync(string? continuation, CancellationToken cancel)
    {
        outage.Check(Uri, "");
        return inner.ListFoldersAsync(continuation, cancel);
    }

    public Task DeleteAsync(string key, CancellationToken cancel)
    {
        outage.Check(Uri, key);
        return inner.DeleteAsync(key, cancel);
    }

    public Task<DateTimeOffset> ServerTimeAsync(CancellationToken cancel) =>
        inner.ServerTimeAsync(cancel);

    public void Dispose() => inner.Dispose();
}
