using System.Globalization;
using System.Net;
using Bench.Model.Digests;
using Bench.Storage.Buckets;

namespace Bench.Storage.Gcs;

/// <summary>A bucket, or a prefix of one, at Google Cloud Storage or an emulator of it.</summary>
public sealed class GcsClient : IBucketClient
{
    private const int PageObjects = 1000;

    private readonly GcsSettings _settings;
    private readonly GcsTransport _transport;
    private readonly GcsRequests _requests;

    public GcsClient(GcsSettings settings)
    {
        _settings = settings;
        _transport = new GcsTransport(settings);
        _requests = new GcsRequests(settings);
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
        var reply = await _transport.SendAsync(
            _requests.Download(name, range, version),
            uri,
            cancel,
            HttpStatusCode.NotFound,
            HttpStatusCode.RequestedRangeNotSatisfiable
        );
        try
        {
            switch (reply.StatusCode)
            {
                case HttpStatusCode.NotFound when await IsNoObjectAsync(reply, uri, cancel):
                    return version is null ? null : throw Replaced(uri, version);
                case HttpStatusCode.RequestedRangeNotSatisfiable:
                    return await DescribeAsync(name, version, uri, cancel);
                default:
                    var read = await GcsReads.OpenAsync(reply, range, uri, cancel);
                    reply = null;
                    return read;
            }
        }
        finally
        {
            reply?.Dispose();
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

    public async Task<ListPage> ListAsync(
        string prefix,
        string? continuation,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        var whole = _settings.Prefix + prefix;
        if (GcsNames.ProblemOfPrefix(whole) is not null)
        {
            // No name can begin so.
            return new ListPage([], null);
        }
        var uri = StoreUris.Child(Uri, prefix);
        using var reply = await _transport.SendAsync(
            _requests.List(whole, continuation, PageObjects),
            uri,
            cancel,
            answers: []
        );
        var list = await GcsTransport.ReadJsonAsync(
            reply,
            GcsJson.Default.GcsObjectList,
            uri,
            cancel
        );
        var found = (list.Items ?? [])
            .Select(item => InfoOf(item, uri))
            // An object of the prefix itself, as consoles make for folders, has no key here.
            .Where(info => info.Key.Length > 0);
        return new ListPage(
            [.. found],
            string.IsNullOrEmpty(list.NextPageToken) ? null : list.NextPageToken
        );
    }

    public async Task DeleteAsync(string key, CancellationToken cancel)
    {
        var (name, uri) = Named(key);
        using var reply = await _transport.SendAsync(
            _requests.Delete(name),
            uri,
            cancel,
            HttpStatusCode.NotFound
        );
        if (reply.StatusCode is HttpStatusCode.NotFound)
        {
            await IsNoObjectAsync(reply, uri, cancel);
        }
    }

    public async Task<DateTimeOffset> ServerTimeAsync(CancellationToken cancel)
    {
        // A listing needs no other right than a run does.
        using var reply = await _transport.SendAsync(
            _requests.List(_settings.Prefix, null, 1),
            Uri,
            cancel,
            answers: []
        );
        return reply.Headers.Date
            ?? throw GcsErrors.NotUnderstood(Uri, "its reply does not tell the time");
    }

    public void Dispose() => _transport.Dispose();

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
        using var reply = await _transport.SendAsync(
            _requests.Upload(name, content, Crc32CHash.HexOf(content.Span), createOnly),
            uri,
            cancel,
            createOnly ? [HttpStatusCode.PreconditionFailed] : []
        );
        return reply.StatusCode is not HttpStatusCode.PreconditionFailed;
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
        using var reply = await _transport.SendAsync(
            _requests.BeginUpload(name, crc32C, createOnly),
            uri,
            cancel,
            createOnly ? [HttpStatusCode.PreconditionFailed] : []
        );
        if (reply.StatusCode is HttpStatusCode.PreconditionFailed)
        {
            return null;
        }
        return reply.Headers.TryGetValues("Location", out var locations)
            ? new GcsUploadSession(_transport, GcsRequests.Address(locations.First()), uri, crc32C)
            : throw GcsErrors.NotUnderstood(uri, "it names no address for the upload");
    }

    private async Task<ObjectRead> DescribeAsync(
        string name,
        string? version,
        string uri,
        CancellationToken cancel
    )
    {
        using var reply = await _transport.SendAsync(
            _requests.Describe(name, version),
            uri,
            cancel,
            answers: []
        );
        return GcsReads.Nothing(
            await GcsTransport.ReadJsonAsync(reply, GcsJson.Default.GcsObject, uri, cancel),
            uri
        );
    }

    /// <summary>Throws when the bucket itself is not there.</summary>
    private static async Task<bool> IsNoObjectAsync(
        HttpResponseMessage reply,
        string uri,
        CancellationToken cancel
    )
    {
        var details = await GcsErrorDetails.ReadAsync(reply, cancel);
        return details.IsNoBucket ? throw GcsErrors.NoBucket(uri, details.Message) : true;
    }

    private ObjectInfo InfoOf(GcsObject item, string uri) =>
        item is { Name: { } name, Generation: { } generation }
        && name.StartsWith(_settings.Prefix, StringComparison.Ordinal)
        && long.TryParse(item.Size ?? "0", CultureInfo.InvariantCulture, out var length)
            ? new ObjectInfo(name[_settings.Prefix.Length..], length, generation, item.TimeCreated)
            : throw GcsErrors.NotUnderstood(uri, "its listing lacks a name or generation");

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
