using System.Buffers;
using Bench.Host.Files;
using Bench.Hub.Collection;
using Bench.Hub.Hashing;
using Bench.Hub.Local;
using Bench.Hub.Modules;
using Bench.Hub.Packing;
using Bench.Hub.States;
using Bench.Hub.Transfers;
using Bench.Storage;

namespace Bench.Hub.Hydration;

/// <summary>Stores the new objects of one dehydration.</summary>
internal sealed class Storing(
    Engine engine,
    IObjectStore store,
    ModuleId module,
    LocalPaths paths,
    HeldContent held,
    int epoch
)
{
    /// <summary>Longer ones are not held in memory, in bytes.</summary>
    private const long WholeBytes = 8 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<ContentHash, Location> _places = [];
    private long _movedBytes;
    private long _movedObjects;

    public IReadOnlyDictionary<ContentHash, Location> Places => _places;

    public long MovedBytes => _movedBytes;

    public long MovedObjects => _movedObjects;

    /// <param name="pieces">Of one object, in their order there.</param>
    public async Task StoreAsync(IReadOnlyList<BlobSource> pieces, CancellationToken cancel)
    {
        var length = pieces.Sum(piece => piece.Length);
        var key =
            pieces.Count == 1 && length > WholeBytes
                ? await StoreLargeAsync(pieces[0], cancel)
                : await StoreWholeAsync(pieces, checked((int)length), cancel);
        engine.Known.Learn(epoch, key, length);
        lock (_lock)
        {
            long offset = 0;
            foreach (var piece in pieces)
            {
                _places[piece.Hash] = new Location(key, length, offset, Shared: false);
                offset += piece.Length;
            }
        }
    }

    private async Task<string> StoreWholeAsync(
        IReadOnlyList<BlobSource> pieces,
        int length,
        CancellationToken cancel
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var filled = 0;
            foreach (var piece in pieces)
            {
                var some = buffer.AsSpan(filled, (int)piece.Length);
                Read(piece, some);
                filled += some.Length;
            }
            var hash =
                pieces.Count == 1 ? pieces[0].Hash : ContentHash.Of(buffer.AsSpan(0, length));
            var key = StoreKeys.ContentOf(epoch, hash);
            if (!engine.Known.HasObject(epoch, key, length))
            {
                await engine.Bandwidth.TakeAsync(length, cancel);
                // As a stream: then it survives a crash of the store's machine before any state names it.
                using var content = new MemoryStream(buffer, 0, length, writable: false);
                await store.PutAsync(key, content, cancel);
                Moved(length);
            }
            return key;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<string> StoreLargeAsync(BlobSource piece, CancellationToken cancel)
    {
        var key = StoreKeys.ContentOf(epoch, piece.Hash);
        if (
            engine.Known.HasObject(epoch, key, piece.Length)
            || await IsThereAsync(key, piece.Length, cancel)
        )
        {
            return key;
        }
        using var file = File.OpenHandle(PathOf(piece), options: FileOptions.SequentialScan);
        await using var content = new CheckedFileStream(
            file,
            piece.Offset,
            piece.Length,
            piece.Hash,
            engine.Bandwidth,
            () => Changed(piece)
        );
        await store.PutAsync(key, content, cancel);
        Moved(piece.Length);
        return key;
    }

    /// <summary>Stored under this epoch by a dehydration that did not come to its end: no sweep may delete it yet.</summary>
    private async Task<bool> IsThereAsync(string key, long length, CancellationToken cancel)
    {
        await foreach (var found in store.ListAsync(key, cancel))
        {
            if (found.Key == key)
            {
                return found.Length == length;
            }
        }
        return false;
    }

    private void Read(BlobSource piece, Span<byte> content)
    {
        if (held.TryFind(piece.Hash, out var whole))
        {
            var path = Path.Combine(paths.Folder, whole.File.Path);
            if (!FileStatus.TryOfName(path, out var now) || !whole.File.SameAs(now))
            {
                throw Changes.While(module, path);
            }
            whole.Content.CopyTo(content);
            return;
        }
        using var file = File.OpenHandle(PathOf(piece));
        for (var filled = 0; filled < content.Length; )
        {
            var some = RandomAccess.Read(file, content[filled..], piece.Offset + filled);
            filled += some > 0 ? some : throw Changed(piece);
        }
        if (ContentHash.Of(content) != piece.Hash)
        {
            throw Changed(piece);
        }
    }

    private void Moved(long bytes)
    {
        Interlocked.Add(ref _movedBytes, bytes);
        Interlocked.Increment(ref _movedObjects);
    }

    private string PathOf(BlobSource piece) => Path.Combine(paths.Folder, piece.Path);

    private HydrationException Changed(BlobSource piece) => Changes.While(module, PathOf(piece));
}

/// <summary>The error of a folder that does not hold still.</summary>
internal static class Changes
{
    public static HydrationException While(ModuleId module, string path) =>
        new(
            $"module {module}: {path} was changed while it was stored; stop what writes to it, then dehydrate again"
        );
}
