using Bench.Host.Files;
using Bench.Hub.Hashing;
using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Hub.Transfers;
using Bench.Storage;

namespace Bench.Hub.Hydration;

/// <summary>Fetches what one hydration needs into its new tree, each piece compared with its hash.</summary>
internal sealed class Fetching(
    Engine engine,
    IObjectStore store,
    ModuleId module,
    Staging staging,
    Counting counting
)
{
    /// <summary>Runs up to this length are held in memory, in bytes.</summary>
    private const long InMemory = 16 << 20;

    private const int PieceBytes = 256 * 1024;

    /// <summary>Of one request for a part of a larger object.</summary>
    private const int SliceBytes = 8 << 20;

    private long _movedBytes;
    private long _movedObjects;

    public long MovedBytes => _movedBytes;

    public long MovedObjects => _movedObjects;

    /// <exception cref="HydrationException">Missing or damaged, twice.</exception>
    public async Task FetchAsync(Run run, CancellationToken cancel)
    {
        for (var again = true; ; again = false)
        {
            var wrong = await TryAsync(run, cancel);
            if (wrong is null)
            {
                Interlocked.Increment(ref _movedObjects);
                counting.Done(0, run.Blobs.Sum(blob => blob.Blob.Length * blob.Targets.Count));
                return;
            }
            if (!again)
            {
                throw new HydrationException(
                    $"module {module}: file '{wrong.Value.File}' cannot be made: {StoreUris.Child(store.Uri, run.Object.Key)} {wrong.Value.Reason}, also when fetched again; "
                        + "put the object back from another copy of the store, or dehydrate the module anew from its files"
                )
                {
                    IsLostContent = true,
                };
            }
        }
    }

    /// <summary>What is wrong; null for nothing.</summary>
    private async Task<(string File, string Reason)?> TryAsync(Run run, CancellationToken cancel)
    {
        var first = run.Blobs[0].Targets[0].File.Path;
        try
        {
            return run.Length <= InMemory
                ? await InMemoryAsync(run, cancel)
                : await LargeAsync(run, cancel);
        }
        catch (StoreException e) when (e.Error == StoreError.Corrupt)
        {
            return (first, $"is damaged ({e.Reason})");
        }
    }

    private async Task<(string, string)?> InMemoryAsync(Run run, CancellationToken cancel)
    {
        var first = run.Blobs[0].Targets[0].File.Path;
        await engine.Bandwidth.TakeAsync(run.Length, cancel);
        var content = run.IsWhole
            ? await store.GetAsync(run.Object.Key, cancel)
            : await store.GetRangeAsync(run.Object.Key, run.Offset, (int)run.Length, cancel);
        if (content is null)
        {
            return (first, "is missing");
        }
        Interlocked.Add(ref _movedBytes, content.Length);
        foreach (var needed in run.Blobs)
        {
            var file = needed.Targets[0].File.Path;
            var begin = needed.Blob.Offset - run.Offset;
            if (begin + needed.Blob.Length > content.Length)
            {
                return (file, $"is damaged (it ends after {run.Offset + content.Length} bytes)");
            }
            var piece = content.AsMemory((int)begin, (int)needed.Blob.Length);
            var found = ContentHash.Of(piece.Span).ToString();
            if (found != needed.Blob.Hash)
            {
                return (
                    file,
                    $"is damaged (its bytes have the hash {found}, not {needed.Blob.Hash})"
                );
            }
            foreach (var target in needed.Targets)
            {
                Write(target, piece.Span);
            }
        }
        return null;
    }

    /// <summary>One large piece, which is written as it comes.</summary>
    private async Task<(string, string)?> LargeAsync(Run run, CancellationToken cancel)
    {
        var needed = run.Blobs[0];
        var file = needed.Targets[0].File.Path;
        using (var written = Open(needed.Targets[0]))
        {
            await using var writer = new HashedFileWriter(
                written,
                needed.Targets[0].Offset,
                run.Length,
                engine.Bandwidth,
                some => Interlocked.Add(ref _movedBytes, some)
            );
            if (!await BringAsync(run, writer, cancel))
            {
                return (file, "is missing");
            }
            var found = writer.Hash().ToString();
            if (writer.Came != run.Length || found != needed.Blob.Hash)
            {
                return (
                    file,
                    $"is damaged ({writer.Came} bytes with the hash {found}, not {run.Length} with {needed.Blob.Hash})"
                );
            }
        }
        foreach (var other in needed.Targets.Skip(1))
        {
            Repeat(needed.Targets[0], other, run.Length);
        }
        return null;
    }

    /// <summary>A whole object's parts come side by side; a piece of a larger one comes in slices.</summary>
    /// <returns>False when there is no such object.</returns>
    private async Task<bool> BringAsync(Run run, Stream writer, CancellationToken cancel)
    {
        if (run.IsWhole)
        {
            await using var whole = await store.OpenAsync(run.Object.Key, cancel);
            if (whole is null)
            {
                return false;
            }
            await whole.CopyToAsync(writer, PieceBytes, cancel);
            return true;
        }
        for (long done = 0; done < run.Length; )
        {
            var length = (int)Math.Min(SliceBytes, run.Length - done);
            var slice = await store.GetRangeAsync(
                run.Object.Key,
                run.Offset + done,
                length,
                cancel
            );
            if (slice is null)
            {
                return false;
            }
            await writer.WriteAsync(slice, cancel);
            done += slice.Length;
            if (slice.Length < length)
            {
                // The object ends too early; what came tells so.
                break;
            }
        }
        return true;
    }

    /// <summary>Writes a piece that is in one place already to another one.</summary>
    private void Repeat(Target from, Target to, long length)
    {
        if (from.File.Length == length && to.File.Length == length)
        {
            // Not over what is there: after that some file systems write all of it out at once.
            var copy = staging.PathOf(to.File.Path);
            File.Delete(copy);
            File.Copy(staging.PathOf(from.File.Path), copy);
            return;
        }
        using var source = File.OpenHandle(
            staging.PathOf(from.File.Path),
            share: FileShare.ReadWrite
        );
        using var target = Open(to);
        var buffer = new byte[PieceBytes];
        for (long done = 0; done < length; )
        {
            var wanted = (int)Math.Min(buffer.Length, length - done);
            var some = RandomAccess.Read(source, buffer.AsSpan(0, wanted), from.Offset + done);
            if (some == 0)
            {
                throw new EndOfStreamException($"{from.File.Path} was cut while it was made");
            }
            RandomAccess.Write(target, buffer.AsSpan(0, some), to.Offset + done);
            done += some;
        }
    }

    private void Write(Target target, ReadOnlySpan<byte> content)
    {
        if (content.Length == target.File.Length)
        {
            using var whole = NewFile.Create(staging.PathOf(target.File.Path));
            whole.Write(content);
            return;
        }
        using var file = Open(target);
        RandomAccess.Write(file, content, target.Offset);
    }

    private Microsoft.Win32.SafeHandles.SafeFileHandle Open(Target target) =>
        File.OpenHandle(
            staging.PathOf(target.File.Path),
            FileMode.OpenOrCreate,
            FileAccess.Write,
            FileShare.ReadWrite
        );
}
