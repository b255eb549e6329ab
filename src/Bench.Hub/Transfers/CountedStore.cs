using Bench.Storage;

namespace Bench.Hub.Transfers;

/// <summary>A store whose requests are counted; parts and retries of one are one.</summary>
internal sealed class CountedStore(IObjectStore inner) : IObjectStore
{
    private long _requests;

    public long Requests => Volatile.Read(ref _requests);

    public string Uri => inner.Uri;

    public Task<byte[]?> GetAsync(string key, CancellationToken cancel) =>
        Counted().GetAsync(key, cancel);

    public Task<byte[]?> GetRangeAsync(
        string key,
        long offset,
        int length,
        CancellationToken cancel
    ) => Counted().GetRangeAsync(key, offset, length, cancel);

    public Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
        Counted().OpenAsync(key, cancel);

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel) =>
        Counted().PutAsync(key, content, cancel);

    public Task PutAsync(string key, Stream content, CancellationToken cancel) =>
        Counted().PutAsync(key, content, cancel);

    public Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) => Counted().TryCreateAsync(key, content, cancel);

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancel) =>
        Counted().ListAsync(prefix, cancel);

    public async Task<ObjectSlice?> ListAfterAsync(
        string prefix,
        string after,
        int most,
        CancellationToken cancel
    )
    {
        var slice = await inner.ListAfterAsync(prefix, after, most, cancel);
        // A store that cannot do it was not asked.
        Interlocked.Add(ref _requests, slice is null ? 0 : 1);
        return slice;
    }

    public Task DeleteAsync(string key, CancellationToken cancel) =>
        Counted().DeleteAsync(key, cancel);

    private IObjectStore Counted()
    {
        Interlocked.Increment(ref _requests);
        return inner;
    }
}
