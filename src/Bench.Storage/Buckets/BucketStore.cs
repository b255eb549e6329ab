using System.Runtime.CompilerServices;

namespace Bench.Storage.Buckets;

/// <summary>A store in a bucket.</summary>
public sealed class BucketStore(IBucketClient client) : IObjectStore
{
    public string Uri => client.Uri;

    public async Task<byte[]?> GetAsync(string key, CancellationToken cancel)
    {
        await using var read = await client.ReadAsync(key, ByteRange.All, version: null, cancel);
        if (read is null)
        {
            return null;
        }
        var content = new byte[read.ObjectLength];
        await read.Content.ReadExactlyAsync(content, cancel);
        return content;
    }

    public async Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
        (await client.ReadAsync(key, ByteRange.All, version: null, cancel))?.Content;

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel) =>
        client.WriteAsync(key, content, cancel);

    public async Task PutAsync(string key, Stream content, CancellationToken cancel)
    {
        var part = new byte[client.Limits.PartBytes];
        var filled = await content.ReadAtLeastAsync(part, part.Length, false, cancel);
        if (filled < part.Length)
        {
            await client.WriteAsync(key, part.AsMemory(0, filled), cancel);
            return;
        }
        var next = new byte[client.Limits.PartBytes];
        var session = await client.BeginUploadAsync(key, crc32C: null, cancel);
        long offset = 0;
        for (var number = 1; filled > 0; number++)
        {
            var following = await content.ReadAtLeastAsync(next, next.Length, false, cancel);
            await session.PutPartAsync(
                number,
                offset,
                part.AsMemory(0, filled),
                isLast: following == 0,
                cancel
            );
            offset += filled;
            (part, next, filled) = (next, part, following);
        }
        await session.CompleteAsync(cancel);
    }

    public Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) => client.TryCreateAsync(key, content, cancel);

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        string? continuation = null;
        do
        {
            var page = await client.ListAsync(prefix, continuation, cancel);
            foreach (var found in page.Objects)
            {
                yield return found;
            }
            continuation = page.Continuation;
        } while (continuation is not null);
    }

    public Task DeleteAsync(string key, CancellationToken cancel) =>
        client.DeleteAsync(key, cancel);
}
