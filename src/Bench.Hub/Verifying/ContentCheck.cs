using System.Buffers;
using Bench.Hub.Hashing;
using Bench.Hub.States;
using Bench.Storage;

namespace Bench.Hub.Verifying;

/// <summary>Reads an object once: its own hash, and that of every piece in it.</summary>
internal sealed class ContentCheck(IObjectStore store)
{
    private const int BufferBytes = 256 * 1024;

    /// <summary>Bytes of a piece that are held at once.</summary>
    private const int RangeBytes = 8 << 20;

    /// <summary>What is wrong with the object, and with pieces in it.</summary>
    /// <param name="key">The object, which is there.</param>
    /// <param name="pieces">In the order of their bytes.</param>
    /// <param name="cancel">Ends it early.</param>
    public async Task<(string? Object, IReadOnlyList<WrongPiece> Pieces)> RunAsync(
        string key,
        IReadOnlyList<Piece> pieces,
        CancellationToken cancel
    )
    {
        var walk = new PieceWalk(pieces);
        try
        {
            if (await ReadAsync(key, walk, cancel) is not { } hash)
            {
                return ("is missing", []);
            }
            foreach (var piece in walk.Overlapping)
            {
                if (
                    await HashAsync([(key, piece.Offset, piece.Length)], cancel) is { } found
                    && WrongPiece.Of(piece, found) is { } wrong
                )
                {
                    walk.Wrong.Add(wrong);
                }
            }
            var isWhole =
                StoreKeys.TryParseContent(key, out _, out var expected) && hash == expected;
            return (isWhole ? null : $"is damaged: its bytes have the hash {hash}", walk.Wrong);
        }
        catch (StoreException e) when (e.Error == StoreError.Corrupt)
        {
            return ($"is damaged: {e.Reason}", walk.Wrong);
        }
    }

    /// <summary>Of parts of objects, one after the other; null when not all of their bytes can be had.</summary>
    public async Task<ContentHash?> HashAsync(
        IEnumerable<(string Key, long Offset, long Length)> parts,
        CancellationToken cancel
    )
    {
        var hasher = new TreeHasher();
        foreach (var (key, offset, length) in parts)
        {
            for (long done = 0; done < length; )
            {
                var wanted = (int)Math.Min(RangeBytes, length - done);
                if (await RangeAsync(key, offset + done, wanted, cancel) is not { } some)
                {
                    return null;
                }
                hasher.Update(some);
                done += wanted;
            }
        }
        return hasher.Finish();
    }

    private async Task<byte[]?> RangeAsync(
        string key,
        long offset,
        int length,
        CancellationToken cancel
    )
    {
        try
        {
            var some = await store.GetRangeAsync(key, offset, length, cancel);
            return some?.Length == length ? some : null;
        }
        catch (StoreException e) when (e.Error == StoreError.Corrupt)
        {
            return null;
        }
    }

    /// <summary>The hash of all; null when it is missing.</summary>
    private async Task<ContentHash?> ReadAsync(string key, PieceWalk walk, CancellationToken cancel)
    {
        await using var content = await store.OpenAsync(key, cancel);
        if (content is null)
        {
            return null;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var hasher = new TreeHasher();
            int some;
            while ((some = await content.ReadAsync(buffer, cancel)) > 0)
            {
                hasher.Update(buffer.AsSpan(0, some));
                walk.Add(buffer.AsSpan(0, some));
            }
            walk.End();
            return hasher.Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
