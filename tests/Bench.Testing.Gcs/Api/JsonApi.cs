using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Bench.Testing.Gcs.Objects;
using Bench.Testing.Gcs.Protocol;

namespace Bench.Testing.Gcs.Api;

/// <summary>The part of Google Cloud Storage's JSON API that stores need.</summary>
internal sealed class JsonApi(string folder) : IDisposable
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly Uploads _uploads = new();
    private long _generation = 1_700_000_000_000_000;

    /// <summary>Address of the server, for those of uploads.</summary>
    public string Address { get; set; } = "";

    /// <summary>Entries of a page at most.</summary>
    public int PageEntries { get; set; } = 1000;

    /// <summary>Whether a resumable upload's condition is looked at only with its last byte.</summary>
    public bool LateConditions { get; set; }

    /// <summary>What one step of a rewrite moves, in bytes, as between locations; null for all at once.</summary>
    public long? RewriteBytes { get; set; }

    public bool AddBucket(string name) => _buckets.TryAdd(name, new Bucket(name));

    public Bucket BucketOf(string name) =>
        _buckets.TryGetValue(name, out var bucket) ? bucket : throw ApiException.NoBucket();

    public Task<Reply> HandleAsync(ApiRequest request, CancellationToken cancel) =>
        request.Kind switch
        {
            RequestKind.Insert => InsertAsync(request, cancel),
            RequestKind.BeginUpload => BeginAsync(request, cancel),
            RequestKind.UploadPart or RequestKind.UploadStatus => ContinueAsync(request, cancel),
            RequestKind.BucketInsert => InsertBucketAsync(request, cancel),
            RequestKind.Rewrite => new Rewrites(folder, RewriteBytes).StepAsync(
                BucketOf(request.Path[1]),
                BucketOf(request.Path[6]),
                request,
                NextGeneration,
                cancel
            ),
            _ => Task.FromResult(Handle(request)),
        };

    public void Dispose()
    {
        _uploads.Dispose();
        foreach (var bucket in _buckets.Values)
        {
            bucket.Clear();
        }
    }

    private Reply Handle(ApiRequest request)
    {
        if (request.Kind is RequestKind.CancelUpload)
        {
            _uploads.Cancel(request.Target["upload_id"]!);
            return Reply.Empty(499);
        }
        if (request.Kind is RequestKind.Unknown)
        {
            throw new ApiException(404, "notFound", "Not Found");
        }
        var bucket = BucketOf(request.Path[1]);
        return request.Kind switch
        {
            RequestKind.BucketGet => Reply.Json(200, JsonOf(bucket)),
            RequestKind.List => ObjectListing.List(bucket, request.Target, PageEntries),
            RequestKind.Download => Download(bucket, request),
            RequestKind.Describe => Reply.Json(
                200,
                PartialResponse.Of(Found(bucket, request).ToJson(), request.Target["fields"])
            ),
            _ => Delete(bucket, request),
        };
    }

    private static Reply Download(Bucket bucket, ApiRequest request)
    {
        var name = request.Path[3];
        var (found, content) =
            bucket.Open(name, request.Target.Number("generation"))
            ?? throw ApiException.NoObject(bucket.Name, name);
        return ObjectMedia.Download(found, content, request.Header("Range"));
    }

    private static StoredObject Found(Bucket bucket, ApiRequest request) =>
        bucket.Get(request.Path[3], request.Target.Number("generation"))
        ?? throw ApiException.NoObject(bucket.Name, request.Path[3]);

    private static Reply Delete(Bucket bucket, ApiRequest request) =>
        bucket.Delete(request.Path[3], request.Target.Number("generation"))
            ? Reply.Empty(204)
            : throw ApiException.NoObject(bucket.Name, request.Path[3]);

    private async Task<Reply> InsertAsync(ApiRequest request, CancellationToken cancel)
    {
        var bucket = BucketOf(request.Path[1]);
        using var writer = new BlobWriter(folder);
        var metadata = request.Target["uploadType"] switch
        {
            "multipart" => await MultipartRelated.ReadAsync(request, writer, cancel),
            "media" => await ReadMediaAsync(request, writer, cancel),
            var other => throw ApiException.Invalid($"Invalid value '{other}' for uploadType."),
        };
        var made = ObjectInserts.Insert(
            bucket,
            metadata,
            writer.Finish(),
            request.Header("x-goog-hash"),
            NextGeneration
        );
        return Reply.Json(200, made.ToJson());
    }

    private static async Task<ObjectMetadata> ReadMediaAsync(
        ApiRequest request,
        BlobWriter writer,
        CancellationToken cancel
    )
    {
        var type = request.Header("Content-Type");
        var metadata = await ObjectMetadata.ReadAsync(request.Target, null, type, cancel);
        await writer.AppendAsync(request.Body, long.MaxValue, cancel);
        return metadata;
    }

    private async Task<Reply> BeginAsync(ApiRequest request, CancellationToken cancel)
    {
        var bucket = BucketOf(request.Path[1]);
        var metadata = await ObjectMetadata.ReadAsync(
            request.Target,
            request.Body,
            request.Header("X-Upload-Content-Type"),
            cancel
        );
        if (
            !LateConditions
            && metadata.IfGeneration is { } expected
            && expected != (bucket.Get(metadata.Name)?.Generation ?? 0)
        )
        {
            throw ApiException.Condition();
        }
        var id = _uploads.Begin(new Upload(bucket, metadata, folder));
        var reply = Reply.Empty(200);
        reply.Headers["X-GUploader-UploadID"] = id;
        reply.Headers["Location"] =
            $"{Address}/upload/storage/v1/b/{bucket.Name}/o?uploadType=resumable&upload_id={id}";
        return reply;
    }

    private async Task<Reply> ContinueAsync(ApiRequest request, CancellationToken cancel)
    {
        var upload = _uploads.Find(request.Target["upload_id"]!);
        var range = request.Header("Content-Range");
        return await upload.ContinueAsync(
            range is null ? null : ContentRange.Parse(range),
            request.Body,
            request.Header("x-goog-hash"),
            NextGeneration,
            cancel
        );
    }

    private async Task<Reply> InsertBucketAsync(ApiRequest request, CancellationToken cancel)
    {
        var body = await JsonNode.ParseAsync(request.Body, cancellationToken: cancel);
        var name =
            body?["name"]?.GetValue<string>()
            ?? throw new ApiException(400, "required", "Required parameter: name");
        return AddBucket(name)
            ? Reply.Json(200, JsonOf(BucketOf(name)))
            : throw ApiException.Conflict();
    }

    private static JsonObject JsonOf(Bucket bucket) =>
        new()
        {
            ["kind"] = "storage#bucket",
            ["id"] = bucket.Name,
            ["name"] = bucket.Name,
            ["location"] = "US",
            ["storageClass"] = "STANDARD",
        };

    /// <summary>As at Google: microseconds, so to say, and never the same twice.</summary>
    private long NextGeneration() => Interlocked.Increment(ref _generation);
}
