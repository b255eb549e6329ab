using System.Globalization;
using System.Net;
using Amazon.Runtime.Internal.Util;
using Amazon.S3;
using Amazon.S3.Model;
using Bench.Storage.Buckets;
using ByteRange = Bench.Storage.Buckets.ByteRange;

namespace Bench.Storage.S3;

/// <summary>Reads an object, or a part of one, as it arrives.</summary>
internal sealed class S3Read(S3Settings settings, S3Connection connection, S3Calls calls)
{
    private const int Md5Digits = 32;

    public Task<ObjectRead?> ReadAsync(
        string key,
        ByteRange range,
        string? version,
        CancellationToken cancel
    )
    {
        var name = ObjectNames.Of(settings, key);
        return calls.RunAsync(key, token => TryAsync(key, name, range, version, token), cancel);
    }

    private async Task<ObjectRead?> TryAsync(
        string key,
        string name,
        ByteRange range,
        string? version,
        CancellationToken cancel
    )
    {
        var request = new GetObjectRequest { BucketName = settings.Bucket, Key = name };
        var isPart = range.Offset > 0 || range.Length is not null;
        if (isPart)
        {
            request.ByteRange = new Amazon.S3.Model.ByteRange(HeaderOf(range));
        }
        try
        {
            var reply = await connection.GetObjectAsync(request, cancel);
            try
            {
                return Checked(reply, key, range, isPart, version);
            }
            catch
            {
                reply.Dispose();
                throw;
            }
        }
        catch (AmazonS3Exception e) when (S3Errors.IsNoKey(e))
        {
            return null;
        }
        catch (AmazonS3Exception e)
            when (e.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // An empty object has no first byte; a shorter one than expected was replaced.
            return range.Offset == 0
                ? await TryAsync(key, name, ByteRange.All, version, cancel)
                : throw Corrupt(key, $"the object ends before byte {range.Offset}");
        }
    }

    private static string HeaderOf(ByteRange range) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"bytes={range.Offset}-{(range.Length is { } length ? range.Offset + length - 1 : null)}"
        );

    private ObjectRead Checked(
        GetObjectResponse reply,
        string key,
        ByteRange range,
        bool isPart,
        string? version
    )
    {
        var found = VersionOf(reply.ETag);
        // Not by If-Match: RGW fails every quoted ETag.
        if (version is not null && found != version)
        {
            throw Corrupt(key, $"the object is another one now: {found}, not {version}");
        }
        if (isPart && reply.HttpStatusCode != HttpStatusCode.PartialContent)
        {
            throw Corrupt(key, "the server sends the whole object where a part was asked for");
        }
        return new ObjectRead
        {
            Content = Plain(reply.ResponseStream),
            ObjectLength = isPart ? LengthOf(reply, key, range) : reply.ContentLength,
            Version = found,
            Crc32C = reply.Metadata[S3Client.CrcName],
            Md5 = Md5Of(reply, found),
        };
    }

    /// <summary>
    /// The bytes as they come: the SDK would compare their MD5, by a slow one of its own, but who reads them checks them
    /// already.
    /// </summary>
    private static Stream Plain(Stream content) =>
        content is HashStream checking ? checking.GetNonWrapperBaseStream() : content;

    /// <summary>From a Content-Range such as <c>bytes 0-9/100</c>.</summary>
    private long LengthOf(GetObjectResponse reply, string key, ByteRange range)
    {
        var text = reply.ContentRange ?? "";
        return
            text.StartsWith($"bytes {range.Offset}-", StringComparison.Ordinal)
            && long.TryParse(
                text.AsSpan(text.LastIndexOf('/') + 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var length
            )
            ? length
            : throw Corrupt(
                key,
                $"the server sends the range '{text}' instead of the one asked for"
            );
    }

    public static string VersionOf(string? etag) => (etag ?? "").Trim('"');

    /// <summary>The ETag of an object that came in one piece is its MD5, unless it is encrypted with a key of its own.</summary>
    private static string? Md5Of(GetObjectResponse reply, string etag)
    {
        var isPlain =
            (
                reply.ServerSideEncryptionMethod is null
                || reply.ServerSideEncryptionMethod == ServerSideEncryptionMethod.None
                || reply.ServerSideEncryptionMethod == ServerSideEncryptionMethod.AES256
            ) && reply.ServerSideEncryptionCustomerMethod is not { Value.Length: > 0 };
        return isPlain && etag.Length == Md5Digits && etag.All(char.IsAsciiHexDigit) ? etag : null;
    }

    private StoreException Corrupt(string key, string reason) =>
        new(
            StoreError.Corrupt,
            calls.UriOf(key),
            reason,
            "read it again from its beginning; keep other writers away from it"
        );
}
