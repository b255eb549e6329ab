using Bench.Storage.Buckets;
using Bench.Storage.Resilience;

namespace Bench.Storage.Transfers;

/// <summary>Some bytes of one object, all of one version, in one request; each try begins anew.</summary>
internal sealed class RangeFetch(Fetching fetching, string key, long offset, int length)
{
    public Task<byte[]?> RunAsync(CancellationToken cancel) =>
        fetching.Policy.RunAsync(
            new Request(fetching.Client.Uri, key, length),
            static (s, token) => s.TryAsync(token),
            this,
            cancel
        );

    private async ValueTask<byte[]?> TryAsync(CancellationToken cancel)
    {
        if (length == 0)
        {
            // A range of no bytes cannot be asked for; whether the object is there can.
            await using var any = await fetching.Client.ReadAsync(
                key,
                new ByteRange(0, 1),
                version: null,
                cancel
            );
            return any is null ? null : [];
        }
        await using var read = await ReadAsync(cancel);
        if (read is null)
        {
            return null;
        }
        var content = GC.AllocateUninitializedArray<byte>(
            (int)Math.Clamp(read.ObjectLength - offset, 0, length)
        );
        using var guard = fetching.Guard(key);
        for (var filled = 0; filled < content.Length; )
        {
            var some = await guard.ReadAsync(read.Content, content.AsMemory(filled), cancel);
            filled += some > 0 ? some : throw TransferErrors.CutShort();
        }
        return content;
    }

    private async Task<ObjectRead?> ReadAsync(CancellationToken cancel)
    {
        try
        {
            return await fetching.Client.ReadAsync(
                key,
                new ByteRange(offset, length),
                version: null,
                cancel
            );
        }
        catch (StoreException e) when (e.Error == StoreError.Corrupt && offset > 0)
        {
            // Either the object ends before the offset, or the server does wrong: then this one fails as well.
            var any = await fetching.Client.ReadAsync(key, ByteRange.All, version: null, cancel);
            if (any is null || any.ObjectLength <= offset)
            {
                return any;
            }
            await any.DisposeAsync();
            throw;
        }
    }
}
