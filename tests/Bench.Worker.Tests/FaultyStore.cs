using Bench.Storage;

namespace Bench.Worker.Tests;

/// <summary>A store whose calls a test can let fail, hang or be counted.</summary>
internal sealed class FaultyStore(IObjectStore real) : IObjectStore
{
    /// <summary>Runs before each call, with the operation's name and the key.</summary>
    public Func<string, string, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public string Uri => real.Uri;

    public static StoreException Down { get; } =
        new(StoreError.Unavailable, "test://", "the store is down", "wait");

    public async Task<byte[]?> GetAsync(string key, CancellationToken cancel)
    {
        await Before("get", key);
        return await real.GetAsync(key, cancel);
    }

    public async Task<Stream?> OpenAsync(string key, CancellationToken cancel)
    {
        await Before("open", key);
        return await real.OpenAsync(key, cancel);
    }

    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        await Before("put", key);
        await real.PutAsync(key, content, cancel);
    }

    public async Task PutAsync(string key, Stream content, CancellationToken cancel)
    {
        await Before("put", key);
        await real.PutAsync(key, content, cancel);
    }

    public async Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        await Before("create", key);
        return await real.TryCreateAsync(key, content, cancel);
    }

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancel) =>
        real.ListAsync(prefix, cancel);

    public Task DeleteAsync(string key, CancellationToken cancel) => real.DeleteAsync(key, cancel);
}
