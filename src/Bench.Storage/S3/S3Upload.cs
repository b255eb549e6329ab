using System.Collections.Concurrent;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Bench.Storage.Buckets;
using Bench.Storage.Files;

namespace Bench.Storage.S3;

/// <summary>A multipart upload. A random mark in the object's metadata tells later whose upload made it.</summary>
internal sealed class S3Upload : IUploadSession
{
    private const string MarkName = "bench-upload";

    private readonly S3Settings _settings;
    private readonly S3Connection _connection;
    private readonly S3Calls _calls;
    private readonly string _key;
    private readonly string _mark;
    private readonly string _uploadId;
    private readonly ConcurrentDictionary<int, string> _parts = new();

    private S3Upload(
        S3Settings settings,
        S3Connection connection,
        S3Calls calls,
        string key,
        string mark,
        string uploadId
    ) =>
        (_settings, _connection, _calls, _key, _mark, _uploadId) = (
            settings,
            connection,
            calls,
            key,
            mark,
            uploadId
        );

    public int MaxParallel => 8;

    private string Name => ObjectNames.Of(_settings, _key);

    /// <summary>Whether a name of metadata is that of the mark.</summary>
    public static bool IsMark(string name) =>
        name.EndsWith(MarkName, StringComparison.OrdinalIgnoreCase);

    public static async Task<IUploadSession> BeginAsync(
        S3Settings settings,
        S3Connection connection,
        S3Calls calls,
        string key,
        string? crc32C,
        CancellationToken cancel
    ) =>
        await BeginAsync(
            settings,
            connection,
            calls,
            key,
            request =>
            {
                if (crc32C is not null)
                {
                    request.Metadata[S3Client.CrcName] = crc32C;
                }
            },
            cancel
        );

    /// <param name="describe">Adds what the object is to have besides its content.</param>
    public static Task<S3Upload> BeginAsync(
        S3Settings settings,
        S3Connection connection,
        S3Calls calls,
        string key,
        Action<InitiateMultipartUploadRequest> describe,
        CancellationToken cancel
    )
    {
        var mark = Guid.NewGuid().ToString("N");
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = settings.Bucket,
            Key = ObjectNames.Of(settings, key),
            ContentType = "application/octet-stream",
        };
        request.Metadata[MarkName] = mark;
        describe(request);
        return calls.RunAsync(
            key,
            async token =>
            {
                var begun = await connection.InitiateMultipartUploadAsync(request, token);
                return new S3Upload(settings, connection, calls, key, mark, begun.UploadId);
            },
            cancel
        );
    }

    public Task PutPartAsync(
        int number,
        long offset,
        ReadOnlyMemory<byte> content,
        bool isLast,
        CancellationToken cancel
    )
    {
        var request = new UploadPartRequest
        {
            BucketName = _settings.Bucket,
            Key = Name,
            UploadId = _uploadId,
            PartNumber = number,
            PartSize = content.Length,
            InputStream = new ReadOnlyMemoryStream(content),
            MD5Digest = S3Client.Md5Of(content),
            UseChunkEncoding = false,
            IsLastPart = isLast,
        };
        return _calls.RunAsync(
            _key,
            async token =>
            {
                try
                {
                    var stored = await _connection.UploadPartAsync(request, token);
                    _parts[number] = stored.ETag;
                    return true;
                }
                catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchUpload")
                {
                    throw Lost(e);
                }
            },
            cancel
        );
    }

    /// <summary>Lets the server take a part from another object of the bucket.</summary>
    /// <param name="part">Which bytes of which object; the rest is filled in here.</param>
    /// <param name="replaced">Makes the error of a source that is not the one asked for.</param>
    public Task CopyPartAsync(
        CopyPartRequest part,
        Func<Exception, StoreException> replaced,
        CancellationToken cancel
    )
    {
        part.DestinationBucket = _settings.Bucket;
        part.DestinationKey = Name;
        part.UploadId = _uploadId;
        return _calls.RunAsync(
            _key,
            async token =>
            {
                try
                {
                    var stored = await _connection.CopyPartAsync(part, token);
                    _parts[part.PartNumber ?? 0] = stored.ETag;
                    return true;
                }
                catch (AmazonS3Exception e)
                    when (e.StatusCode == HttpStatusCode.PreconditionFailed || S3Errors.IsNoKey(e))
                {
                    throw replaced(e);
                }
                catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchUpload")
                {
                    throw Lost(e);
                }
            },
            cancel
        );
    }

    public Task CompleteAsync(CancellationToken cancel)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = _settings.Bucket,
            Key = Name,
            UploadId = _uploadId,
            PartETags =
            [
                .. _parts
                    .OrderBy(part => part.Key)
                    .Select(part => new PartETag(part.Key, part.Value)),
            ],
        };
        return _calls.RunAsync(
            _key,
            async token =>
            {
                try
                {
                    await _connection.CompleteMultipartUploadAsync(request, token);
                }
                catch (AmazonS3Exception e) when (MayBeComplete(e))
                {
                    // The reply of an earlier try was lost: AWS has no such upload then, RGW an internal error.
                    if (!await IsMadeAsync(token))
                    {
                        throw;
                    }
                }
                return true;
            },
            cancel
        );
    }

    public Task AbortAsync(CancellationToken cancel)
    {
        var request = new AbortMultipartUploadRequest
        {
            BucketName = _settings.Bucket,
            Key = Name,
            UploadId = _uploadId,
        };
        return _calls.RunAsync(
            _key,
            async token =>
            {
                try
                {
                    await _connection.AbortMultipartUploadAsync(request, token);
                }
                catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchUpload")
                {
                    // Complete, or given up before.
                }
                return true;
            },
            cancel
        );
    }

    private StoreException Lost(AmazonS3Exception e) =>
        new(
            StoreError.Unavailable,
            _calls.UriOf(_key),
            "the upload did not go through: it is not there any more",
            "store the object anew",
            e
        )
        {
            IsLostUpload = true,
        };

    private static bool MayBeComplete(AmazonS3Exception e) =>
        e.ErrorCode is "NoSuchUpload" or "InvalidPart"
        || e.StatusCode >= HttpStatusCode.InternalServerError;

    /// <summary>Whether the object is the one of this upload.</summary>
    private async Task<bool> IsMadeAsync(CancellationToken cancel)
    {
        try
        {
            var found = await _connection.GetObjectMetadataAsync(_settings.Bucket, Name, cancel);
            return found.Metadata[MarkName] == _mark;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
