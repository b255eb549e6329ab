using System.Runtime.CompilerServices;

namespace Bench.Storage;

/// <summary>
/// A bucket, or a prefix of one. Two powers are all that the protocol needs of it: atomic PUT of a whole object, and
/// create-if-absent. Keys are relative to the store's root.
/// </summary>
public interface IObjectStore
{
    /// <summary>The root as a URI, such as <c>file:///data/bench</c> or <c>s3://bucket/prefix</c>.</summary>
    string Uri { get; }

    /// <summary>The whole object, or null when there is none.</summary>
    Task<byte[]?> GetAsync(string key, CancellationToken cancel);

    /// <summary>
    /// Some bytes of the object: fewer than asked for where it ends, none beyond its end; null when there is none. No
    /// checksum covers a part: who needs the right bytes checks them.
    /// </summary>
    async Task<byte[]?> GetRangeAsync(string key, long offset, int length, CancellationToken cancel)
    {
        if (await GetAsync(key, cancel) is not { } whole)
        {
            return null;
        }
        var begin = (int)Math.Min(offset, whole.Length);
        return whole.AsSpan(begin, Math.Min(length, whole.Length - begin)).ToArray();
    }

    /// <summary>The object as a stream, or null when there is none.</summary>
    Task<Stream?> OpenAsync(string key, CancellationToken cancel);

    /// <summary>
    /// Writes or replaces the whole object; readers see the old bytes or the new ones. For state that is written
    /// again and again (progress, manifest, report).
    /// </summary>
    Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel);

    /// <summary>
    /// Writes the whole object from a stream, read to its end. For raw data that a record will name: when this
    /// returns, the bytes survive a crash of the machine that holds the store.
    /// </summary>
    Task PutAsync(string key, Stream content, CancellationToken cancel);

    /// <summary>
    /// Creates the object if there is none: true when this call created it, false when one existed. Of any number of
    /// racers exactly one gets true, or none when the winner's reply was lost.
    /// </summary>
    Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel);

    /// <summary>All objects whose key begins with the prefix, in ordinal order of their keys.</summary>
    IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancel);

    /// <summary>
    /// The next objects after a key, in one request: for who looks for several keys that are near to each other. Null
    /// where the store cannot begin a listing in the middle; then list by prefixes.
    /// </summary>
    /// <param name="prefix">Keys begin with it.</param>
    /// <param name="after">Only keys after this one in ordinal order.</param>
    /// <param name="most">At the most so many objects, 1 to 1000.</param>
    /// <param name="cancel">Ends it early.</param>
    Task<ObjectSlice?> ListAfterAsync(
        string prefix,
        string after,
        int most,
        CancellationToken cancel
    ) => Task.FromResult<ObjectSlice?>(null);

    /// <summary>
    /// The names of the folders right below the root, without what is in them, in any order. A folder is what stands
    /// before the first '/' of a key; a store that keeps empty ones may name them.
    /// </summary>
    async IAsyncEnumerable<string> ListFoldersAsync(
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var last = "";
        await foreach (var found in ListAsync("", cancel))
        {
            var slash = found.Key.IndexOf('/', StringComparison.Ordinal);
            if (slash > 0 && !found.Key.AsSpan(0, slash).SequenceEqual(last))
            {
                last = found.Key[..slash];
                yield return last;
            }
        }
    }

    /// <summary>
    /// Writes or replaces an object with the bytes of another one, by the server itself where it can, else through this
    /// machine.
    /// </summary>
    /// <param name="from">The object that is read.</param>
    /// <param name="to">The object that is written.</param>
    /// <param name="length">Of the object that is read, in bytes.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="StoreException">There is nothing to copy, or the store fails.</exception>
    Task CopyAsync(string from, string to, long length, CancellationToken cancel) =>
        StreamedCopy.RunAsync(this, from, to, cancel);

    /// <summary>Deletes the object; no error when there is none.</summary>
    Task DeleteAsync(string key, CancellationToken cancel);
}

/// <summary>An object as a listing shows it.</summary>
/// <param name="Key">Relative to the store's root.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Version">Changes whenever the object is replaced (an ETag or a generation).</param>
/// <param name="LastModified">
/// When these bytes were written, by the clock of the store (of the writer, where the store is a folder), in its own
/// resolution: only objects of one store may be compared by it, never with this machine's clock. Null where the store
/// does not tell.
/// </param>
public sealed record ObjectInfo(
    string Key,
    long Length,
    string Version,
    DateTimeOffset? LastModified = null
);

/// <summary>Some of a listing.</summary>
/// <param name="Objects">In ordinal order of their keys.</param>
/// <param name="IsLast">Whether nothing follows.</param>
public sealed record ObjectSlice(IReadOnlyList<ObjectInfo> Objects, bool IsLast);
