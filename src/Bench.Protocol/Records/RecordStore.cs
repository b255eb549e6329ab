using Bench.Model.Digests;
using Bench.Model.Json;
using Bench.Model.Keys;
using Bench.Model.Sealing;
using Bench.Storage;

namespace Bench.Protocol.Records;

/// <summary>The records of one run in its store, typed.</summary>
public sealed class RecordStore(IObjectStore store, RunKeys keys)
{
    public IObjectStore Store { get; } = store;
    public RunKeys Keys { get; } = keys;

    /// <summary>The run as users name it.</summary>
    public string RunUri => StoreUris.Child(Store.Uri, Keys.RunId);

    /// <summary>The record, or null when there is none.</summary>
    /// <exception cref="DocumentException">It is there but cannot be read.</exception>
    public async Task<T?> GetAsync<T>(string key, CancellationToken cancel)
        where T : Document =>
        await Store.GetAsync(key, cancel) is { } content
            ? Documents.Read<T>(content, UriOf(key))
            : null;

    /// <summary>The record with key and digest, or null when there is none.</summary>
    public async Task<StoredRecord<T>?> GetWithRefAsync<T>(string key, CancellationToken cancel)
        where T : Document
    {
        var content = await Store.GetAsync(key, cancel);
        return content is null
            ? null
            : new StoredRecord<T>(Documents.Read<T>(content, UriOf(key)), RefOf(key, content));
    }

    public async Task<bool> ExistsAsync(string key, CancellationToken cancel)
    {
        await using var stream = await Store.OpenAsync(key, cancel);
        return stream is not null;
    }

    /// <summary>
    /// Creates the record if its key is free. A create whose reply was lost is recognised by its writer id: then the
    /// record that is found is this very one, and it counts as won.
    /// </summary>
    public async Task<CreateOutcome<T>> CreateAsync<T>(
        string key,
        T record,
        CancellationToken cancel
    )
        where T : CreatedOnce
    {
        var content = Documents.Write(record);
        if (await Store.TryCreateAsync(key, content, cancel))
        {
            return new CreateOutcome<T>(true, record, RefOf(key, content));
        }
        var found =
            await GetWithRefAsync<T>(key, cancel)
            ?? throw new StoreException(
                StoreError.Corrupt,
                UriOf(key),
                "it existed when it was to be created and is gone now",
                "records of a run must not be deleted while it goes on"
            );
        var won = string.Equals(found.Document.Writer, record.Writer, StringComparison.Ordinal);
        return new CreateOutcome<T>(won, found.Document, found.Ref);
    }

    public Task PutAsync<T>(string key, T document, CancellationToken cancel)
        where T : Document => Store.PutAsync(key, Documents.Write(document), cancel);

    public string UriOf(string key) => StoreUris.Child(Store.Uri, key);

    private static RecordRef RefOf(string key, byte[] content) =>
        new()
        {
            Key = key,
            Length = content.Length,
            Sha256 = ContentDigest.Sha256HexOf(content),
        };
}

/// <summary>A record with its key and digest.</summary>
public sealed record StoredRecord<T>(T Document, RecordRef Ref)
    where T : Document;

/// <summary>What a create-if-absent came to.</summary>
/// <param name="Won">Whether the record in the store is the one that was to be created.</param>
/// <param name="Record">The record that is in the store.</param>
/// <param name="Ref">Its key and digest.</param>
public sealed record CreateOutcome<T>(bool Won, T Record, RecordRef Ref)
    where T : CreatedOnce;
