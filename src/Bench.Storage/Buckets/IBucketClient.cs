namespace Bench.Storage.Buckets;

/// <summary>
/// A bucket, or a prefix of one, on a server. Each call is one request that is tried once; retries, checksums and
/// parallel parts are the business of <see cref="BucketStore"/>. An object that is not there is an answer; every other
/// trouble is a <see cref="StoreException"/> with its class.
/// </summary>
public interface IBucketClient : IDisposable
{
    /// <summary>The root as a URI with its settings.</summary>
    string Uri { get; }

    TransferLimits Limits { get; }

    /// <summary>The bytes of a range from the server, or null when there is no object.</summary>
    /// <param name="version">Of an earlier read: another one now is <see cref="StoreError.Corrupt"/>; null for any.</param>
    Task<ObjectRead?> ReadAsync(
        string key,
        ByteRange range,
        string? version,
        CancellationToken cancel
    );

    /// <summary>Writes or replaces the whole object.</summary>
    Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel);

    /// <summary>Creates the object if there is none: whether this request created it.</summary>
    Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel);

    /// <summary>Begins to write a large object in parts.</summary>
    /// <param name="crc32C">Of the whole content, in 8 hex digits, where it is known beforehand.</param>
    Task<IUploadSession> BeginUploadAsync(string key, string? crc32C, CancellationToken cancel);

    /// <summary>One page of a listing, in ordinal order of UTF-8 bytes.</summary>
    /// <param name="continuation">From the page before; null for the first.</param>
    Task<ListPage> ListAsync(string prefix, string? continuation, CancellationToken cancel);

    /// <summary>
    /// The first page of a listing that begins after a key, of at most so many objects: null where the server cannot do
    /// that.
    /// </summary>
    Task<ListPage?> ListAfterAsync(
        string prefix,
        string after,
        int most,
        CancellationToken cancel
    ) => Task.FromResult<ListPage?>(null);

    /// <summary>Lets the server write an object with the bytes and metadata of another one, or begin or go on with it.</summary>
    /// <param name="from">The object that is read; it must be there.</param>
    /// <param name="length">Of the object that is read, in bytes.</param>
    /// <param name="continuation">Of the reply before; null for the first request.</param>
    Task<CopyReply> CopyAsync(
        string from,
        string to,
        long length,
        string? continuation,
        CancellationToken cancel
    ) => Task.FromResult(CopyReply.Unable);

    /// <summary>Begins a copy that the server makes of parts; only after <see cref="CopyReply.InParts"/>.</summary>
    Task<ICopySession> BeginCopyAsync(string from, string to, CancellationToken cancel) =>
        throw new NotSupportedException("This server copies no parts.");

    /// <summary>
    /// One page of the folders right below the root, by the server's delimiter: a request costs the same whatever is in
    /// them. The beginnings of keys up to their first '/', without it; a server may repeat one on the next page.
    /// </summary>
    /// <param name="continuation">From the page before; null for the first.</param>
    Task<FolderPage> ListFoldersAsync(string? continuation, CancellationToken cancel);

    /// <summary>Deletes the object; no error when there is none.</summary>
    Task DeleteAsync(string key, CancellationToken cancel);

    /// <summary>The server's clock, in whole seconds, from the Date of a reply.</summary>
    Task<DateTimeOffset> ServerTimeAsync(CancellationToken cancel);
}

/// <summary>A part of an object's bytes.</summary>
/// <param name="Offset">Of the first byte.</param>
/// <param name="Length">In bytes; null for all to the end.</param>
public sealed record ByteRange(long Offset, long? Length)
{
    public static ByteRange All { get; } = new(0, null);
}

/// <summary>A reply to a read; disposing ends the request.</summary>
public sealed record ObjectRead : IAsyncDisposable
{
    /// <summary>The bytes of the range, as they arrive.</summary>
    public required Stream Content { get; init; }

    /// <summary>Of the whole object, in bytes.</summary>
    public required long ObjectLength { get; init; }

    /// <summary>The object's ETag or generation.</summary>
    public required string Version { get; init; }

    /// <summary>CRC-32C of the whole object in 8 hex digits, where server or metadata tell it.</summary>
    public string? Crc32C { get; init; }

    /// <summary>MD5 of the whole object in 32 hex digits, where the server tells it.</summary>
    public string? Md5 { get; init; }

    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>An object that is being written in parts; nobody sees it before it is complete.</summary>
public interface IUploadSession
{
    /// <summary>Parts that may be on their way at once: 1 where the server wants them in order.</summary>
    int MaxParallel { get; }

    /// <summary>Sends one part; sending it again replaces it.</summary>
    /// <param name="number">From 1, without gaps.</param>
    /// <param name="offset">Of its first byte in the object.</param>
    /// <param name="isLast">Whether the object ends with it.</param>
    Task PutPartAsync(
        int number,
        long offset,
        ReadOnlyMemory<byte> content,
        bool isLast,
        CancellationToken cancel
    );

    /// <summary>Makes the object of its parts. Called again after a lost reply it finds the object made.</summary>
    Task CompleteAsync(CancellationToken cancel);

    /// <summary>Gives the parts up.</summary>
    Task AbortAsync(CancellationToken cancel);
}

/// <summary>What a server wants of large objects.</summary>
/// <param name="PartBytes">Length of each part but the last.</param>
/// <param name="SinglePutBytes">Objects up to this length go in one request.</param>
/// <param name="Parallel">Requests for one object at once.</param>
public sealed record TransferLimits(int PartBytes, int SinglePutBytes, int Parallel);

/// <summary>One page of a listing.</summary>
/// <param name="Continuation">Asks for the next page; null at the end.</param>
public sealed record ListPage(IReadOnlyList<ObjectInfo> Objects, string? Continuation);

/// <summary>One page of a listing of folders; it may be empty although others follow.</summary>
/// <param name="Continuation">Asks for the next page; null at the end.</param>
public sealed record FolderPage(IReadOnlyList<string> Folders, string? Continuation);
