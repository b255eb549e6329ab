using System.Buffers;
using Bench.Model.Digests;
using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Model.Sealing;
using Bench.Storage;

namespace Bench.Reporting.Aggregation;

/// <summary>
/// Reads objects by their known keys and lets none pass whose bytes are not those that were committed: SHA-256 for
/// records, length and CRC-32C for raw files, SHA-256 for these too when verifying.
/// </summary>
internal sealed class RecordReader(IObjectStore store, bool verify)
{
    private const string Remedy =
        "restore the object from a copy, or measure again in a new run; no figure is computed from it";

    /// <exception cref="StoreException">It is missing or has other bytes than were committed (<see cref="StoreError.Corrupt"/>).</exception>
    /// <exception cref="DocumentException">It is not such a document.</exception>
    public async Task<T> RecordAsync<T>(RecordRef reference, CancellationToken cancel)
        where T : Document
    {
        var bytes = await store.GetAsync(reference.Key, cancel) ?? throw Missing(reference.Key);
        CheckLength(reference.Key, bytes.Length, reference.Length);
        CheckSha256(reference.Key, bytes, reference.Sha256);
        return Documents.Read<T>(bytes, reference.Key);
    }

    /// <summary>Reads a raw file into a pooled buffer, checks it and gives it to <paramref name="parse"/>.</summary>
    /// <exception cref="StoreException">It is missing or has other bytes than were committed (<see cref="StoreError.Corrupt"/>).</exception>
    public async Task<T> RawAsync<T>(
        RawFile file,
        Func<ReadOnlyMemory<byte>, T> parse,
        CancellationToken cancel
    )
    {
        if (file.Length is < 0 or >= int.MaxValue)
        {
            throw Corrupt(file.Key, $"its record gives a length of {file.Length} bytes");
        }
        await using var stream = await store.OpenAsync(file.Key, cancel) ?? throw Missing(file.Key);
        // One byte more, so that a file that grew is noticed.
        var size = (int)file.Length + 1;
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var read = await stream.ReadAtLeastAsync(
                buffer.AsMemory(0, size),
                size,
                throwOnEndOfStream: false,
                cancel
            );
            CheckLength(file.Key, read, file.Length);
            CheckRaw(file, buffer.AsSpan(0, read));
            return parse(buffer.AsMemory(0, read));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads and checks a file that no figure is computed from; done only when verifying.</summary>
    public async Task VerifyAsync(RawFile file, CancellationToken cancel)
    {
        if (!verify)
        {
            return;
        }
        await using var stream = await store.OpenAsync(file.Key, cancel) ?? throw Missing(file.Key);
        var found = await ContentDigest.OfAsync(stream, cancel);
        CheckLength(file.Key, found.Length, file.Length);
        CheckDigest(file.Key, "SHA-256", found.Sha256, file.Sha256);
    }

    private void CheckRaw(RawFile file, ReadOnlySpan<byte> content)
    {
        CheckDigest(file.Key, "CRC-32C", Crc32CHash.HexOf(content), file.Crc32C);
        if (verify)
        {
            CheckSha256(file.Key, content, file.Sha256);
        }
    }

    private void CheckSha256(string key, ReadOnlySpan<byte> content, string expected) =>
        CheckDigest(key, "SHA-256", ContentDigest.Sha256HexOf(content), expected);

    private void CheckLength(string key, long found, long expected)
    {
        if (found != expected)
        {
            var length = found > expected ? $"more than {expected}" : $"{found}";
            throw Corrupt(key, $"it has {length} bytes where {expected} were committed");
        }
    }

    private void CheckDigest(string key, string kind, string found, string expected)
    {
        if (!string.Equals(found, expected, StringComparison.Ordinal))
        {
            throw Corrupt(key, $"its {kind} is {found} where {expected} was committed");
        }
    }

    private StoreException Missing(string key) =>
        Corrupt(key, "it is named by a committed record but is not there");

    private StoreException Corrupt(string key, string reason) =>
        new(StoreError.Corrupt, StoreUris.Child(store.Uri, key), reason, Remedy);
}
