using System.Collections.Concurrent;
using Bench.Storage.Files;

namespace Bench.Storage.Probing;

/// <summary>The part of a store in which a probe works. Whatever it may have written there is deleted at the end.</summary>
internal sealed class ProbeSpace(IObjectStore store, string prefix, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, byte> _keys = new(StringComparer.Ordinal);

    public IObjectStore Store { get; } = store;

    public TimeProvider Time { get; } = time;

    /// <summary>All keys of the probe begin with it.</summary>
    public string Prefix { get; } = prefix;

    /// <summary>A key to write to. Known from now on, so that it is deleted even where listing is not allowed.</summary>
    public string Key(string name)
    {
        _keys[Prefix + name] = 0;
        return Prefix + name;
    }

    public string UriOf(string key) => StoreUris.Child(Store.Uri, key);

    /// <summary>Deletes everything below the prefix. The keys that may still be there.</summary>
    public async Task<IReadOnlyList<string>> CleanUpAsync(TimeSpan limit)
    {
        using var cancel = new CancellationTokenSource(limit, Time);
        var left = new List<string>();
        foreach (var key in await AllKeysAsync(cancel.Token))
        {
            try
            {
                await Store.DeleteAsync(key, cancel.Token);
            }
            catch (Exception e) when (e is StoreException or OperationCanceledException)
            {
                left.Add(key);
            }
        }
        if (left.Count == 0 && Store is FileStore files)
        {
            files.RemoveEmptyFolder(Prefix.TrimEnd('/'));
        }
        return left;
    }

    private async Task<SortedSet<string>> AllKeysAsync(CancellationToken cancel)
    {
        var keys = new SortedSet<string>(_keys.Keys, StringComparer.Ordinal);
        try
        {
            await foreach (var found in Store.ListAsync(Prefix, cancel))
            {
                keys.Add(found.Key);
            }
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            // Then the keys that are known are all.
        }
        return keys;
    }
}
