using System.Collections.Concurrent;
using Bench.Storage.Buckets;
using Bench.Storage.Tests.Buckets;

namespace Bench.Storage.Tests.Probing;

/// <summary>A good store; each kind below breaks one thing.</summary>
internal class GoodStore(MemoryBucket bucket) : IObjectStore
{
    private readonly IObjectStore _store = new BucketStore(new MemoryClient(bucket));

    public string Uri => _store.Uri;

    public virtual Task<byte[]?> GetAsync(string key, CancellationToken cancel) =>
        _store.GetAsync(key, cancel);

    public virtual Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
        _store.OpenAsync(key, cancel);

    public virtual Task PutAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) => _store.PutAsync(key, content, cancel);

    public virtual Task PutAsync(string key, Stream content, CancellationToken cancel) =>
        _store.PutAsync(key, content, cancel);

    public virtual Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) => _store.TryCreateAsync(key, content, cancel);

    public virtual IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        CancellationToken cancel
    ) => _store.ListAsync(prefix, cancel);

    public virtual Task DeleteAsync(string key, CancellationToken cancel) =>
        _store.DeleteAsync(key, cancel);

    protected StoreException Denied(string key, string what) =>
        new(
            StoreError.Denied,
            StoreUris.Child(Uri, key),
            $"{what} is not allowed",
            "grant it to these credentials"
        );
}

/// <summary>Every create wins, as on a server that does not know the condition.</summary>
internal sealed class IgnoresCondition(MemoryBucket bucket) : GoodStore(bucket)
{
    public override async Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        await PutAsync(key, content, cancel);
        return true;
    }
}

/// <summary>Says rightly who was first, but stores what came last.</summary>
internal sealed class OverwritesOnCreate(MemoryBucket bucket) : GoodStore(bucket)
{
    private readonly ConcurrentDictionary<string, bool> _created = new();

    public override async Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        await PutAsync(key, content, cancel);
        return _created.TryAdd(key, true);
    }
}

internal sealed class DeniesPut(MemoryBucket bucket) : GoodStore(bucket)
{
    public override Task PutAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) => throw Denied(key, "putting");

    public override Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) => throw Denied(key, "creating");
}

/// <summary>No call gets an answer, after all tries.</summary>
internal sealed class NobodyAnswers() : GoodStore(new MemoryBucket()), IServerClock
{
    public int Puts { get; private set; }

    public int OtherWrites { get; private set; }

    public override Task PutAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        Puts++;
        throw Away(key);
    }

    public override Task PutAsync(string key, Stream content, CancellationToken cancel)
    {
        OtherWrites++;
        throw Away(key);
    }

    public override Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        OtherWrites++;
        throw Away(key);
    }

    public override Task DeleteAsync(string key, CancellationToken cancel) => throw Away(key);

    public override IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        CancellationToken cancel
    ) => throw Away(prefix);

    public Task<DateTimeOffset> ServerTimeAsync(CancellationToken cancel) => throw Away("");

    private StoreException Away(string key) =>
        new(StoreError.Unavailable, StoreUris.Child(Uri, key), "nobody answers", "wait for it");
}

internal sealed class DeniesGet(MemoryBucket bucket) : GoodStore(bucket)
{
    public override Task<byte[]?> GetAsync(string key, CancellationToken cancel) =>
        throw Denied(key, "getting");

    public override Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
        throw Denied(key, "getting");
}

/// <summary>New objects may be put, but not over old ones, as under a retention rule.</summary>
internal sealed class DeniesOverwrite(MemoryBucket bucket) : GoodStore(bucket)
{
    public override async Task PutAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        if (await GetAsync(key, cancel) is not null)
        {
            throw Denied(key, "overwriting");
        }
        await base.PutAsync(key, content, cancel);
    }
}

internal sealed class DeniesList(MemoryBucket bucket) : GoodStore(bucket)
{
    public override IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        CancellationToken cancel
    ) => throw Denied(prefix, "listing");
}

internal sealed class DeniesDelete(MemoryBucket bucket) : GoodStore(bucket)
{
    public override Task DeleteAsync(string key, CancellationToken cancel) =>
        throw Denied(key, "deleting");
}

/// <summary>Reads come from a cache that does not notice puts.</summary>
internal sealed class ServesStaleReads(MemoryBucket bucket) : GoodStore(bucket)
{
    private readonly ConcurrentDictionary<string, byte[]?> _cache = new();

    public override async Task<byte[]?> GetAsync(string key, CancellationToken cancel) =>
        _cache.TryGetValue(key, out var cached)
            ? cached
            : _cache.GetOrAdd(key, await base.GetAsync(key, cancel));
}

internal sealed class ListsLate(MemoryBucket bucket) : GoodStore(bucket)
{
    public override IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        CancellationToken cancel
    ) => base.ListAsync("nothing/of/that/name", cancel);
}

internal sealed class DamagesStreams(MemoryBucket bucket) : GoodStore(bucket)
{
    public override async Task<Stream?> OpenAsync(string key, CancellationToken cancel)
    {
        var content = (await GetAsync(key, cancel)).ShouldNotBeNull();
        content[^1] ^= 1;
        return new MemoryStream(content);
    }
}

/// <summary>Each small request takes so long on the test's clock.</summary>
internal sealed class IsSlow(MemoryBucket bucket, Action wait) : GoodStore(bucket)
{
    public override Task PutAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        wait();
        return base.PutAsync(key, content, cancel);
    }
}
