using System.Globalization;
using System.Runtime.CompilerServices;
using Bench.Storage;

namespace Bench.Protocol.Tests.Simulation;

/// <summary>A store in memory that completes every call at once, so that a test decides the order of all things.</summary>
public sealed class MemoryStore : IObjectStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (byte[] Content, long Version)> _objects = new(
        StringComparer.Ordinal
    );
    private long _version;

    public string Uri => "memory://store";

    /// <summary>All keys, in order.</summary>
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

    public Task<byte[]?> GetAsync(string key, CancellationToken cancel)
    {
        lock (_lock)
        {
            return Task.FromResult(_objects.TryGetValue(key, out var found) ? found.Content : null);
        }
    }

    public async Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
        await GetAsync(key, cancel) is { } content
            ? new MemoryStream(content, writable: false)
            : null;

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        lock (_lock)
        {
            _objects[key] = (content.ToArray(), ++_version);
        }
        return Task.CompletedTask;
    }

    public async Task PutAsync(string key, Stream content, CancellationToken cancel)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancel);
        await PutAsync(key, copy.ToArray(), cancel);
    }

    public Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        lock (_lock)
        {
            return Task.FromResult(_objects.TryAdd(key, (content.ToArray(), ++_version)));
        }
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await Task.CompletedTask;
        List<ObjectInfo> found;
        lock (_lock)
        {
            found =
            [
                .. _objects
                    .Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(o => new ObjectInfo(
                        o.Key,
                        o.Value.Content.Length,
                        o.Value.Version.ToString(CultureInfo.InvariantCulture)
                    )),
            ];
        }
        foreach (var info in found)
        {
            yield return info;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancel)
    {
        lock (_lock)
        {
            _objects.Remove(key);
        }
        return Task.CompletedTask;
    }
}
