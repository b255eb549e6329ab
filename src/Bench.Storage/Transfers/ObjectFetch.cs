using Bench.Storage.Buckets;
using Bench.Storage.Resilience;

namespace Bench.Storage.Transfers;

/// <summary>What is needed to fetch bytes of a bucket's objects.</summary>
internal sealed record Fetching(IBucketClient Client, RequestPolicy Policy, PartBuffers Buffers)
{
    public StallGuard Guard(string key) =>
        new(StoreUris.Child(Client.Uri, key), Policy.Settings.StallTimeout, Policy.Time);
}

/// <summary>One object as it is fetched: small ones whole and verified, large ones as an open reply.</summary>
internal sealed class ObjectFetch(Fetching fetching, string key)
{
    private bool _mismatched;

    private string Uri => StoreUris.Child(fetching.Client.Uri, key);

    /// <summary>The object, or null when there is none.</summary>
    /// <param name="wholeUpTo">Objects up to this length come whole, in bytes.</param>
    public Task<Fetched?> BeginAsync(int wholeUpTo, CancellationToken cancel) =>
        fetching.Policy.RunAsync(
            new Request(fetching.Client.Uri, key),
            static (s, token) => s.Fetch.TryAsync(s.WholeUpTo, token),
            (Fetch: this, WholeUpTo: wholeUpTo),
            cancel
        );

    private async ValueTask<Fetched?> TryAsync(int wholeUpTo, CancellationToken cancel)
    {
        var read = await fetching.Client.ReadAsync(key, ByteRange.All, version: null, cancel);
        if (read is null)
        {
            return null;
        }
        if (read.ObjectLength > wholeUpTo)
        {
            return new Fetched(null, read);
        }
        await using (read)
        {
            return new Fetched(await WholeAsync(read, cancel), null);
        }
    }

    private async Task<byte[]> WholeAsync(ObjectRead read, CancellationToken cancel)
    {
        var content =
            read.ObjectLength == 0
                ? []
                : GC.AllocateUninitializedArray<byte>((int)read.ObjectLength);
        using var guard = fetching.Guard(key);
        for (var filled = 0; filled < content.Length; )
        {
            var some = await guard.ReadAsync(read.Content, content.AsMemory(filled), cancel);
            filled += some > 0 ? some : throw TransferErrors.CutShort();
        }
        using var checksum = new ObjectChecksum(read);
        checksum.Append(content);
        if (checksum.Mismatch() is { } mismatch)
        {
            var again = !_mismatched;
            _mismatched = true;
            throw again
                ? TransferErrors.FetchAgain(Uri, mismatch)
                : TransferErrors.Corrupt(Uri, $"{mismatch}, twice");
        }
        return content;
    }
}

/// <summary>The whole content of a small object, or the open reply of a large one.</summary>
internal sealed record Fetched(byte[]? Whole, ObjectRead? Open);
