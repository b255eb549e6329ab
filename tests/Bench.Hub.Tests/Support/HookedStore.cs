using Bench.Storage;

namespace Bench.Hub.Tests.Support;

/// <summary>A store of which a test changes single calls.</summary>
internal sealed class HookedStore(IObjectStore inner) : IObjectStore
{
    /// <summary>Comes before each call, with its name and key; may throw.</summary>
    public Func<string, string, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What is read instead of what is there.</summary>
    public Func<string, byte[]?, byte[]?> Read { get; set; } = (_, content) => content;

    public string Uri => inner.Uri;

    public async Task<byte[]?> GetAsync(string key, CancellationToken cancel)
    {
        await Before("get", key);
        return Read(key, await inner.GetAsync(key, cancel));
    }

    public async Task<Stream?> OpenAsync(string key, CancellationToken cancel)
    {
        await Before("open", key);
        return Read(key, await inner.GetAsync(key, cancel)) is { } content
            ? new MemoryStream(content)
            : null;
    }

    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        await Before("put", key);
        await inner.PutAsync(key, content, cancel);
    }

    public async Task PutAsync(string key, Stream content, CancellationToken cancel)
    {
        await Before("put", key);
        await inner.PutAsync(key, content, cancel);
    }

    public async Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        await Before("create", key);
        return await inner.TryCreateAsync(key, content, cancel);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        await Before("list", prefix);
        await foreach (var found in inner.ListAsync(prefix, cancel))
        {
            yield return found;
        }
    }

    public async Task DeleteAsync(string key, CancellationToken cancel)
    {
        await Before("delete", key);
        await inner.DeleteAsync(key, cancel);
    }
}
