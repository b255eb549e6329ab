using System.Globalization;
using System.Runtime.CompilerServices;
using Bench.Hub.Hashing;
using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Storage;

namespace Bench.Hub.Tests.Collection;

/// <summary>What all programs of a world share: objects, and what must be true of them after each change.</summary>
internal sealed class SimBucket
{
    private readonly SortedDictionary<string, (byte[] Content, int Version)> _objects = new(
        StringComparer.Ordinal
    );
    private readonly Dictionary<string, ModuleState> _states = new(StringComparer.Ordinal);
    private int _version;

    /// <summary>What was broken, as soon as it was.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Keys of states with the ids of their writers that ever counted.</summary>
    public HashSet<(string Key, string Writer)> EverLive { get; } = [];

    public IEnumerable<string> Keys => _objects.Keys;

    public byte[]? Find(string key) =>
        _objects.TryGetValue(key, out var found) ? found.Content : null;

    public void Put(string key, byte[] content)
    {
        _objects[key] = (content, ++_version);
        if (StoreKeys.TryParseState(key, out _, out _))
        {
            _states[key] = StoreJson.Read<ModuleState>(content, ModuleState.SchemaName, key);
        }
        if (StoreKeys.TryParseContent(key, out _, out var hash) && ContentHash.Of(content) != hash)
        {
            Broken.Add($"{key} has other bytes");
        }
        Check(key);
    }

    public void Delete(string key)
    {
        _objects.Remove(key);
        Check(key);
    }

    public List<ObjectInfo> List(string prefix) =>
        [
            .. _objects
                .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(pair => new ObjectInfo(
                    pair.Key,
                    pair.Value.Content.Length,
                    pair.Value.Version.ToString(CultureInfo.InvariantCulture)
                )),
        ];

    /// <summary>The states that count, told by a rule of its own: the highest slot of each module that is no fence.</summary>
    public List<(string Key, ModuleState State)> Live()
    {
        var live = new Dictionary<string, (string Key, ModuleState State)>(StringComparer.Ordinal);
        foreach (var key in _objects.Keys)
        {
            if (StoreKeys.TryParseState(key, out ModuleId module, out _))
            {
                var state = _states[key];
                if (state.Kind != SlotKind.Fence)
                {
                    live[module.ToString()] = (key, state);
                }
            }
        }
        return [.. live.Values.Where(one => one.State.Kind == SlotKind.State)];
    }

    public int Fences() =>
        _states.Count(pair => pair.Value.Kind == SlotKind.Fence && _objects.ContainsKey(pair.Key));

    private void Check(string changed)
    {
        if (
            !changed.StartsWith(StoreKeys.Content, StringComparison.Ordinal)
            && !changed.StartsWith(StoreKeys.States, StringComparison.Ordinal)
        )
        {
            return;
        }
        foreach (var (key, state) in Live())
        {
            EverLive.Add((key, state.Writer));
            foreach (var named in state.Objects)
            {
                if (Find(named.Key)?.Length != named.Length)
                {
                    Broken.Add(
                        $"after a change of {changed}: {key} names {named.Key}, which is not there"
                    );
                }
            }
        }
    }
}

/// <summary>The store as one program sees it: each call waits for its turn, and each page of a listing for one of its own.</summary>
internal sealed class SimStore(SimWorld world, SimBucket bucket, SimProcess process) : IObjectStore
{
    private const int PageSize = 5;

    /// <summary>A defect: listings of this prefix are empty.</summary>
    public string? Hidden { get; init; }

    public string Uri => "sim://bucket";

    public async Task<byte[]?> GetAsync(string key, CancellationToken cancel)
    {
        await TurnAsync(cancel);
        var found = bucket.Find(key);
        await BackAsync();
        return found;
    }

    public async Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
        await GetAsync(key, cancel) is { } content ? new MemoryStream(content) : null;

    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        var bytes = content.ToArray();
        await TurnAsync(cancel);
        bucket.Put(key, bytes);
        await BackAsync();
    }

    public async Task PutAsync(string key, Stream content, CancellationToken cancel)
    {
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        await PutAsync(key, copy.ToArray(), cancel);
    }

    public async Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        var bytes = content.ToArray();
        await TurnAsync(cancel);
        var isNew = bucket.Find(key) is null;
        if (isNew)
        {
            bucket.Put(key, bytes);
        }
        // Now and then the reply is lost, and a second try finds the object there.
        var isTold = world.IsCalm || world.Below(10) > 0;
        await BackAsync();
        return isNew && isTold;
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var after = "";
        while (true)
        {
            await TurnAsync(cancel);
            var page = bucket
                .List(prefix)
                .Where(found => string.CompareOrdinal(found.Key, after) > 0 && prefix != Hidden)
                .Take(PageSize)
                .ToList();
            await BackAsync();
            foreach (var found in page)
            {
                yield return found;
            }
            if (page.Count < PageSize)
            {
                yield break;
            }
            after = page[^1].Key;
        }
    }

    public async Task<ObjectSlice?> ListAfterAsync(
        string prefix,
        string after,
        int most,
        CancellationToken cancel
    )
    {
        await TurnAsync(cancel);
        var all = bucket
            .List(prefix)
            .Where(found => string.CompareOrdinal(found.Key, after) > 0 && prefix != Hidden)
            .ToList();
        // A server may send fewer than it was asked for.
        var some = all.Take(Math.Min(most, PageSize)).ToList();
        await BackAsync();
        return new ObjectSlice(some, some.Count == all.Count);
    }

    public async Task DeleteAsync(string key, CancellationToken cancel)
    {
        await TurnAsync(cancel);
        bucket.Delete(key);
        await BackAsync();
    }

    private Task TurnAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return world.TurnAsync(process);
    }

    /// <summary>The reply is a step of its own, so that others come between; it never comes to the dead.</summary>
    private Task BackAsync() =>
        process.IsDead ? new TaskCompletionSource().Task : world.TurnAsync(process);
}
