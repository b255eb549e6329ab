using System.Runtime.CompilerServices;
using Bench.Storage;

namespace Bench.Benchmarks.FleetScale;

/// <summary>Counts what is asked of a store.</summary>
internal sealed class CountingStore(IObjectStore inner) : IObjectStore
{
    /// <summary>Objects on one page of a bucket's listing.</summary>
    private const int Page = 1000;

    private long _progress;
    private long _others;
    private long _listings;
    private long _pages;
    private long _looks;

    public string Uri => inner.Uri;

    /// <summary>Looks of the leader: each begins by asking for the seal.</summary>
    public long Looks => Interlocked.Read(ref _looks);

    /// <summary>Objects of VMs that were read.</summary>
    public long Progress => Interlocked.Read(ref _progress);

    /// <summary>All other requests; a listing is one, however many pages it has.</summary>
    public long Others => Interlocked.Read(ref _others) + Interlocked.Read(ref _listings);

    /// <summary>Pages that the listings would have on a bucket, beyond the first of each.</summary>
    public long FurtherPages => Interlocked.Read(ref _pages);

    public Task<byte[]?> GetAsync(string key, CancellationToken cancel)
    {
        CountRead(key);
        return inner.GetAsync(key, cancel);
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken cancel)
    {
        CountRead(key);
        return inner.OpenAsync(key, cancel);
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        Interlocked.Increment(ref _others);
        return inner.PutAsync(key, content, cancel);
    }

    public Task PutAsync(string key, Stream content, CancellationToken cancel)
    {
        Interlocked.Increment(ref _others);
        return inner.PutAsync(key, content, cancel);
    }

    public Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        Interlocked.Increment(ref _others);
        return inner.TryCreateAsync(key, content, cancel);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        Interlocked.Increment(ref _listings);
        var found = 0;
        await foreach (var info in inner.ListAsync(prefix, cancel))
        {
            if (++found > 1 && found % Page == 1)
            {
                Interlocked.Increment(ref _pages);
            }
            yield return info;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancel)
    {
        Interlocked.Increment(ref _others);
        return inner.DeleteAsync(key, cancel);
    }

    private void CountRead(string key)
    {
        Interlocked.Increment(
            ref key.Contains("/progress/", StringComparison.Ordinal) ? ref _progress : ref _others
        );
        if (key.EndsWith("/sealed.json", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _looks);
        }
    }
}
