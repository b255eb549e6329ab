using Bench.Storage.Buckets;

namespace Bench.Storage.Transfers;

/// <summary>Stores a stream as one object: a small one in one request, a large one in parts.</summary>
internal sealed class Upload(Fetching fetching, string key, Stream content)
{
    /// <summary>How often a large object is begun anew when the server lost its upload.</summary>
    private const int MostRestarts = 2;

    /// <summary>Read at once to take the checksum, in bytes: they stay in the processor's cache.</summary>
    private const int ChecksumBytes = 256 * 1024;

    private readonly TransferLimits _limits = fetching.Client.Limits;

    /// <summary>Up to this length one request is enough, in bytes.</summary>
    private int SingleBytes => Math.Min(_limits.SinglePutBytes, _limits.PartBytes);

    /// <param name="putWhole">Stores the bytes in one request.</param>
    public async Task RunAsync(
        Func<ReadOnlyMemory<byte>, CancellationToken, Task> putWhole,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        var reader = new PartReader(content, fetching.Buffers, _limits.PartBytes);
        if (Remaining() is { } remaining && remaining < SingleBytes)
        {
            // One byte more than expected: whether it ends there is known after one read.
            var small = GC.AllocateUninitializedArray<byte>((int)remaining + 1);
            var filled = await content.ReadAtLeastAsync(small, small.Length, false, cancel);
            if (filled < small.Length)
            {
                await putWhole(small.AsMemory(0, filled), cancel);
                return;
            }
            reader.Unread(small);
        }
        long? begin = content.CanSeek && !reader.HasUnread ? content.Position : null;
        var crc = await Crc32CAsync(reader, cancel);
        for (var restarts = 0; ; restarts++)
        {
            try
            {
                await SendAsync(reader, crc, putWhole, cancel);
                return;
            }
            catch (StoreException e) when (e.IsLostUpload)
            {
                if (begin is null || restarts == MostRestarts)
                {
                    throw TransferErrors.UploadLost(e, restarts, begin is not null);
                }
                content.Position = begin.Value;
                reader = new PartReader(content, fetching.Buffers, _limits.PartBytes);
            }
        }
    }

    private async Task SendAsync(
        PartReader reader,
        string? crc,
        Func<ReadOnlyMemory<byte>, CancellationToken, Task> putWhole,
        CancellationToken cancel
    )
    {
        var first = await reader.NextAsync(cancel);
        if (first.IsLast && first.Length <= SingleBytes)
        {
            try
            {
                await putWhole(first.Content, cancel);
            }
            finally
            {
                fetching.Buffers.Return(first.Buffer);
            }
            return;
        }
        await new PartsUpload(fetching, key, reader, crc).RunAsync(first, cancel);
    }

    private long? Remaining() => content.CanSeek ? content.Length - content.Position : null;

    /// <summary>Some servers check it when they put the parts together; it costs one more reading of the content.</summary>
    private async Task<string?> Crc32CAsync(PartReader reader, CancellationToken cancel)
    {
        if (!content.CanSeek || reader.HasUnread)
        {
            return null;
        }
        var begin = content.Position;
        var buffer = fetching.Buffers.Rent();
        try
        {
            var crc = new Model.Digests.Crc32CHash();
            int some;
            var chunk = buffer.AsMemory(0, Math.Min(ChecksumBytes, buffer.Length));
            while ((some = await content.ReadAsync(chunk, cancel)) > 0)
            {
                crc.Append(buffer.AsSpan(0, some));
            }
            content.Position = begin;
            return crc.Hex;
        }
        finally
        {
            fetching.Buffers.Return(buffer);
        }
    }
}
