using System.Runtime.CompilerServices;
using Bench.Storage;

namespace Bench.Simulation.Tests.Stores;

/// <summary>The bucket as it is, without delay and fault: for those who look at a world from outside.</summary>
internal sealed class BucketReader(Bucket bucket) : IObjectStore
{
    public string Uri => "sim://bucket";

    public Task<byte[]?> GetAsync(string key, CancellationToken cancel) =>
        Task.FromResult(bucket.Get(key));

    public Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
        Task.FromResult<Stream?>(
            bucket.Get(key) is { } content ? new MemoryStream(content, writable: false) : null
        );

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await Task.CompletedTask;
        foreach (var found in bucket.List(prefix))
        {
            yield return found;
        }
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task PutAsync(string key, Stream content, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) => throw new NotSupportedException();

    public Task DeleteAsync(string key, CancellationToken cancel) =>
        throw new NotSupportedException();
}
