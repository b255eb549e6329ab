using System.Globalization;
using System.Net;
using Bench.Model.Digests;
using Bench.Storage.Buckets;
using Bench.Storage.Transfers;
using Google.Cloud.Storage.V1;
using Object = Google.Apis.Storage.v1.Data.Object;

namespace Bench.Storage.Gcs;

/// <summary>A bucket, or a prefix of one, at Google Cloud Storage or an emulator of it.</summary>
public sealed class GcsClient : IBucketClient
{
    private readonly GcsSettings _settings;
    private readonly GcsCalls _calls;
    private readonly GcsUploads _uploads;
    private readonly GcsListing _listing;

    public GcsClient(GcsSettings settings)
    {
        _settings = settings;
        _calls = new GcsCalls(settings);
        _uploads = new GcsUploads(settings);
        _listing = new GcsListing(settings, _calls);
    }

    public string Uri => _settings.Uri;

    public TransferLimits Limits { get; } =
        new(PartBytes: 4 << 20, SinglePutBytes: 4 << 20, Parallel: 4);

    /// <summary>No request is made before the first call; the URI and the environment are checked at once.</summary>
    /// <exception cref="StoreUriException">The URI cannot be.</exception>
    public static GcsClient Open(string uri) =>
        new(
            GcsSettings.Parse(uri, Environment.GetEnvironmentVariable(GcsSettings.EmulatorVariable))
        );

    public async Task<ObjectRead?> ReadAsync(
        string key,
        ByteRange range,
        string? version,
        CancellationToken cancel
    )
    {
        if (range is { Offset: < 0 } or { Length: < 1 })
        {
            throw new ArgumentException(
                "A range has a place and at least one byte.",
                nameof(range)
            );
        }
        var (name, uri) = Named(key);
        var generation = GenerationOf(version);
        var answer = await _calls.AskAsync(
            uri,
            client => GcsReads.SendAsync(client, _settings.Bucket, name, range, generation, cancel),
            cancel,
            HttpStatusCode.NotFound,
            HttpStatusCode.RequestedRangeNotSatisfiable
        );
        switch (answer.Refusal)
        {
            case { Status: HttpStatusCode.NotFound } refusal:
                ThrowIfNoBucket(refusal, uri);
                return version is null ? null : throw Replaced(uri, version);
            case { Status: HttpStatusCode.RequestedRangeNotSatisfiable }:
                return GcsReads.Nothing(await DescribeAsync(name, generation, uri, cancel), uri);
            default:
                return await GcsReads.OpenAsync(answer.Value!, range, uri, cancel);
        }
    }

    public async Task WriteAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) => await UploadAsync(key, content, createOnly: false, cancel);

    public Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) =>
        content.Length <= Limits.SinglePutBytes
            ? UploadAsync(key, content, createOnly: true, cancel)
            : CreateLargeAsync(key, content, cancel);

    public async Task<IUploadSession> BeginUploadAsync(
        string key,
        string? crc32C,
        CancellationToken cancel
    ) =>
        await BeginAsync(key, crc32C, createOnly: false, cancel)
        ?? throw GcsErrors.NotUnderstood(
            StoreUris.Child(Uri, key),
            "it answers 412 to a request without a condition"
        );

    public Task<ListPage> ListAsync(
        string prefix,
        string? continuation,
        CancellationToken cancel
    ) => _listing.ObjectsAsync(prefix, continuation, cancel);

    public Task<FolderPage> ListFoldersAsync(string? continuation, CancellationToken cancel) =>
        _listing.FoldersAsync(continuation, cancel);

    public async Task<CopyReply> CopyAsync(
        string from,
        string to,
        long length,
        string? continuation,
        CancellationToken cancel
    )
    {
        var (source, sourceUri) = Named(from);
        var (target, uri) = Named(to);
        var answer = await _calls.AskAsync(
            uri,
            client =>
                GcsRewrites.StepAsync(
                    client,
                    _settings.Bucket,
                    source,
                    target,
                    continuation,
                    cancel
                ),
            cancel,
            HttpStatusCode.NotFound
        );
        if (answer.Refusal is { } refusal)
        {
            ThrowIfNoBucket(refusal, uri);
            throw continuation is null
                ? TransferErrors.NothingToCopy(sourceUri)
                : TransferErrors.SourceReplaced(sourceUri);
        }
        return GcsRewrites.Read(answer.Value!, uri);
    }

    public async Task DeleteAsync(string key, CancellationToken cancel)
    {
        var (name, uri) = Named(key);
        var answer = await _calls.AskAsync(
            uri,
            async client =>
            {
                await client.DeleteObjectAsync(
                    _settings.Bucket,
                    name,
                    new DeleteObjectOptions { RetryOptions = RetryOptions.Never },
                    cancel
                );
                return name;
            },
            cancel,
            HttpStatusCode.NotFound
        );
        if (answer.Refusal is { } refusal)
        {
            ThrowIfNoBucket(refusal, uri);
        }
    }

    public Task<DateTimeOffset> ServerTimeAsync(CancellationToken cancel) =>
        _listing.ServerTimeAsync(cancel);

    public void Dispose() => _calls.Dispose();

    /// <returns>False when there is an object and only a new one was to be made.</returns>
    private async Task<bool> UploadAsync(
        string key,
        ReadOnlyMemory<byte> content,
        bool createOnly,
        CancellationToken cancel
    )
    {
        var (name, uri) = Named(key);
        cancel.ThrowIfCancellationRequested();
        var crc = Crc32CHash.HexOf(content.Span);
        var answer = await _calls.AskAsync(
            uri,
            client => _uploads.SendWholeAsync(client, name, content, crc, createOnly, cancel),
            cancel,
            createOnly ? [HttpStatusCode.PreconditionFailed] : []
        );
        answer.Value?.Dispose();
        return answer.Refusal is null;
    }

    /// <summary>The condition may fail at the beginning, or only with the last byte.</summary>
    private async Task<bool> CreateLargeAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        var crc = Crc32CHash.HexOf(content.Span);
        if (await BeginAsync(key, crc, createOnly: true, cancel) is not { } session)
        {
            return false;
        }
        try
        {
            await session.PutPartAsync(1, 0, content, isLast: true, cancel);
            await session.CompleteAsync(cancel);
        }
        catch (StoreException e) when (e.IsLostUpload)
        {
            // Trying again begins with a new upload here.
            throw new StoreException(e.Error, e.Uri, e.Reason, e.Remedy, e);
        }
        return !session.IsRefused;
    }

    /// <returns>Null when there is an object and only a new one is to be made.</returns>
    private async Task<GcsUploadSession?> BeginAsync(
        string key,
        string? crc32C,
        bool createOnly,
        CancellationToken cancel
    )
    {
        var (name, uri) = Named(key);
        var answer = await _calls.AskAsync(
            uri,
            client => _uploads.BeginAsync(client, name, crc32C, createOnly, cancel),
            cancel,
            createOnly ? [HttpStatusCode.PreconditionFailed] : []
        );
        using var reply = answer.Value;
        if (reply is null)
        {
            return null;
        }
        return reply.Headers.TryGetValues("Location", out var locations)
            ? new GcsUploadSession(_calls, GcsUploads.Address(locations.First()), uri, crc32C)
            : throw GcsErrors.NotUnderstood(uri, "it names no address for the upload");
    }

    private Task<Object> DescribeAsync(
        string name,
        long? generation,
        string uri,
        CancellationToken cancel
    ) =>
        _calls.GetAsync(
            uri,
            client =>
                client.GetObjectAsync(
                    _settings.Bucket,
                    name,
                    new GetObjectOptions
                    {
                        Generation = generation,
                        RetryOptions = RetryOptions.Never,
                    },
                    cancel
                ),
            cancel
        );

    private static void ThrowIfNoBucket(GcsRefusal refusal, string uri)
    {
        if (refusal.IsNoBucket)
        {
            throw GcsErrors.NoBucket(uri, refusal.Message);
        }
    }

    private static long? GenerationOf(string? version) =>
        version is null ? null : long.Parse(version, CultureInfo.InvariantCulture);

    private (string Name, string Uri) Named(string key)
    {
        var name = _settings.Prefix + key;
        var uri = StoreUris.Child(Uri, key);
        var problem = key.Length == 0 ? "is empty" : GcsNames.ProblemOfObject(name);
        return problem is null
            ? (name, uri)
            : throw new StoreException(
                StoreError.InvalidKey,
                uri,
                $"Google Cloud Storage cannot hold this key, its object's name {problem}",
                "use another key"
            );
    }

    private static StoreException Replaced(string uri, string version) =>
        GcsErrors.Corrupt(uri, $"generation {version} was replaced or deleted while it was read");
}
