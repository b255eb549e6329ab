using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Bench.Storage.Buckets;
using Bench.Storage.Transfers;

namespace Bench.Storage.S3;

/// <summary>Copies within a bucket, made by the server. The checksum of the content travels with the metadata.</summary>
internal sealed class S3Copying(S3Settings settings, S3Connection connection, S3Calls calls)
{
    /// <summary>The whole object in one request.</summary>
    public Task<CopyReply> WholeAsync(string from, string to, CancellationToken cancel)
    {
        var request = new CopyObjectRequest
        {
            SourceBucket = settings.Bucket,
            SourceKey = ObjectNames.Of(settings, from),
            DestinationBucket = settings.Bucket,
            DestinationKey = ObjectNames.Of(settings, to),
            MetadataDirective = S3MetadataDirective.COPY,
        };
        return calls.RunAsync(
            to,
            async token =>
            {
                try
                {
                    await connection.CopyObjectAsync(request, token);
                    return CopyReply.Done;
                }
                catch (AmazonS3Exception e) when (S3Errors.IsNoKey(e))
                {
                    throw TransferErrors.NothingToCopy(calls.UriOf(from), e);
                }
            },
            cancel
        );
    }

    /// <summary>A session that copies the object as it is now.</summary>
    public Task<ICopySession> BeginAsync(
        string from,
        string to,
        S3CopyLimits limits,
        CancellationToken cancel
    ) =>
        calls.RunAsync<ICopySession>(
            to,
            async token =>
            {
                var source =
                    await HeadAsync(from, token)
                    ?? throw TransferErrors.NothingToCopy(calls.UriOf(from));
                if (source.ContentLength == 0)
                {
                    // No part has no bytes; and it was long when it was listed.
                    throw TransferErrors.SourceReplaced(calls.UriOf(from));
                }
                var upload = await S3Upload.BeginAsync(
                    settings,
                    connection,
                    calls,
                    to,
                    request => Describe(request, source),
                    token
                );
                return new S3CopySession(this, upload, from, source, limits);
            },
            cancel
        );

    /// <summary>One part of a source that must be the one it was.</summary>
    public Task CopyPartAsync(
        S3Upload upload,
        string from,
        GetObjectMetadataResponse source,
        int number,
        long offset,
        long length,
        CancellationToken cancel
    ) =>
        upload.CopyPartAsync(
            new CopyPartRequest
            {
                SourceBucket = settings.Bucket,
                SourceKey = ObjectNames.Of(settings, from),
                PartNumber = number,
                FirstByte = offset,
                LastByte = offset + length - 1,
                ETagToMatch = [S3Read.VersionOf(source.ETag)],
            },
            e => TransferErrors.SourceReplaced(calls.UriOf(from), e),
            cancel
        );

    /// <summary>RGW takes no notice of a part's condition: before the parts become an object the source is looked at once more.</summary>
    public Task CheckSourceAsync(
        string from,
        GetObjectMetadataResponse source,
        CancellationToken cancel
    ) =>
        calls.RunAsync(
            from,
            async token =>
                await HeadAsync(from, token) is { } now
                && now.ETag == source.ETag
                && now.ContentLength == source.ContentLength
                    ? true
                    : throw TransferErrors.SourceReplaced(calls.UriOf(from)),
            cancel
        );

    private async Task<GetObjectMetadataResponse?> HeadAsync(string key, CancellationToken cancel)
    {
        try
        {
            return await connection.GetObjectMetadataAsync(
                settings.Bucket,
                ObjectNames.Of(settings, key),
                cancel
            );
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>What a copy in one request would take over.</summary>
    private static void Describe(
        InitiateMultipartUploadRequest request,
        GetObjectMetadataResponse source
    )
    {
        request.ContentType = source.Headers.ContentType ?? request.ContentType;
        foreach (var name in source.Metadata.Keys)
        {
            // The mark of the upload that made the source is none of this one's.
            if (!S3Upload.IsMark(name))
            {
                request.Metadata[name] = source.Metadata[name];
            }
        }
    }
}

/// <summary>A copy in parts.</summary>
internal sealed class S3CopySession(
    S3Copying copying,
    S3Upload upload,
    string from,
    GetObjectMetadataResponse source,
    S3CopyLimits limits
) : ICopySession
{
    private readonly long _partBytes = limits.PartBytesOf(source.ContentLength);

    public int Parts => (int)((source.ContentLength + _partBytes - 1) / _partBytes);

    public int MaxParallel => limits.Parallel;

    public Task CopyPartAsync(int number, CancellationToken cancel)
    {
        var offset = (number - 1) * _partBytes;
        return copying.CopyPartAsync(
            upload,
            from,
            source,
            number,
            offset,
            Math.Min(_partBytes, source.ContentLength - offset),
            cancel
        );
    }

    public async Task CompleteAsync(CancellationToken cancel)
    {
        await copying.CheckSourceAsync(from, source, cancel);
        await upload.CompleteAsync(cancel);
    }

    public Task AbortAsync(CancellationToken cancel) => upload.AbortAsync(cancel);
}
