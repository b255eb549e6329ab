using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Bench.Storage;

namespace Bench.Reporting.Tests.Runs;

/// <summary>A store in memory that notes what is asked of it.</summary>
internal sealed class MemoryStore : IObjectStore
{
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Keys that were read, each once.</summary>
    public ConcurrentDictionary<string, bool> Reads { get; } = new(StringComparer.Ordinal);
    public int Listings { get; private set; }

    public string Uri => "memory:///bucket";

    public Task<byte[]?> GetAsync(string key, CancellationToken cancel)
    {
        Reads[key] = true;
        return Task.FromResult(Objects.GetValueOrDefault(key));
    }

    public async Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
        await GetAsync(key, cancel) is { } bytes ? new MemoryStream(bytes, writable: false) : null;

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        Objects[key] = content.ToArray();
        return Task.CompletedTask;
    }

    public async Task PutAsync(string key, Stream content, CancellationToken cancel)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancel);
        Objects[key] = copy.ToArray();
    }

    public Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) => Task.FromResult(Objects.TryAdd(key, content.ToArray()));

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        Listings++;
        await Task.CompletedTask;
        foreach (
            var (key, content) in Objects
                .Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(o => o.Key, StringComparer.Ordinal)
        )
        {
            yield return new ObjectInfo(key, content.Length, "1");
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancel)
    {
        Objects.TryRemove(key, out _);
        return Task.CompletedTask;
    }
}
