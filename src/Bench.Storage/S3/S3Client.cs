using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Bench.Model.Digests;
using Bench.Storage.Buckets;
using Bench.Storage.Files;
using ByteRange = Bench.Storage.Buckets.ByteRange;

namespace Bench.Storage.S3;

/// <summary>A bucket of AWS S3, or of any server that speaks its protocol.</summary>
public sealed class S3Client : IBucketClient
{
    /// <summary>User metadata with the CRC-32C of the whole object.</summary>
    internal const string CrcName = "bench-crc32c";

    private const string ContentType = "application/octet-stream";
    private const int MiB = 1 << 20;

    private readonly S3Settings _settings;
    private readonly S3Connection _connection;
    private readonly S3Calls _calls;

    private S3Client(S3Settings settings, AWSCredentials? credentials)
    {
        _settings = settings;
        _calls = new S3Calls(settings);
        try
        {
            _connection = S3Connection.Open(settings, credentials);
        }
        catch (AmazonClientException e)
        {
            throw S3Errors.Classed(e, settings, settings.Uri);
        }
    }

    public string Uri => _settings.Uri;

    public TransferLimits Limits { get; } = new(8 * MiB, 8 * MiB, 8);

    /// <summary>When, and how, copies are made of parts.</summary>
    internal S3CopyLimits Copies { get; init; } = new();

    /// <param name="uri"><c>s3://bucket/prefix?endpoint=URL&amp;region=R&amp;profile=P&amp;path_style=true</c>; what it leaves out comes from the usual AWS environment.</param>
    /// <exception cref="StoreUriException">Something in it cannot be used.</exception>
    /// <exception cref="StoreException">The profile has no credentials.</exception>
    public static S3Client Open(string uri)
    {
        var environment = S3Environment.OfThisProcess;
        var settings = S3Settings.Of(S3Uri.Parse(uri), environment);
        return new S3Client(settings, environment.Credentials(settings));
    }

    /// <param name="credentials">Instead of those that the environment has.</param>
    /// <param name="copies">Null for as usual.</param>
    internal static S3Client Open(
        string uri,
        AWSCredentials credentials,
        S3CopyLimits? copies = null
    ) =>
        new(S3Settings.Of(S3Uri.Parse(uri), S3Environment.OfThisProcess), credentials)
        {
            Copies = copies ?? new(),
        };

    public Task<ObjectRead?> ReadAsync(
        string key,
        ByteRange range,
        string? version,
        CancellationToken cancel
    ) => new S3Read(_settings, _connection, _calls).ReadAsync(key, range, version, cancel);

    public Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        var request = Put(key, content);
        return _calls.RunAsync(key, token => _connection.PutObjectAsync(request, token), cancel);
    }

    public Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        var request = Put(key, content);
        request.IfNoneMatch = "*";
        return _calls.RunAsync(
            key,
            async token =>
            {
                try
                {
                    await _connection.PutObjectAsync(request, token);
                    return true;
                }
                catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
                {
                    return false;
                }
            },
            cancel
        );
    }

    public Task<IUploadSession> BeginUploadAsync(
        string key,
        string? crc32C,
        CancellationToken cancel
    ) => S3Upload.BeginAsync(_settings, _connection, _calls, key, crc32C, cancel);

    public Task<ListPage> ListAsync(
        string prefix,
        string? continuation,
        CancellationToken cancel
    ) => new S3Listing(_settings, _connection, _calls).PageAsync(prefix, continuation, cancel);

    public Task<ListPage?> ListAfterAsync(
        string prefix,
        string after,
        int most,
        CancellationToken cancel
    ) => new S3Listing(_settings, _connection, _calls).AfterAsync(prefix, after, most, cancel);

    public Task<CopyReply> CopyAsync(
        string from,
        string to,
        long length,
        string? continuation,
        CancellationToken cancel
    ) =>
        length > Copies.SingleBytes
            ? Task.FromResult(CopyReply.InParts)
            : new S3Copying(_settings, _connection, _calls).WholeAsync(from, to, cancel);

    public Task<ICopySession> BeginCopyAsync(string from, string to, CancellationToken cancel) =>
        new S3Copying(_settings, _connection, _calls).BeginAsync(from, to, Copies, cancel);

    public Task<FolderPage> ListFoldersAsync(string? continuation, CancellationToken cancel) =>
        new S3Listing(_settings, _connection, _calls).FoldersAsync(continuation, cancel);

    public Task DeleteAsync(string key, CancellationToken cancel)
    {
        var name = ObjectNames.Of(_settings, key);
        return _calls.RunAsync(
            key,
            async token =>
            {
                try
                {
                    await _connection.DeleteObjectAsync(_settings.Bucket, name, token);
                }
                catch (AmazonS3Exception e) when (S3Errors.IsNoKey(e))
                {
                    // Some servers tell; it is what was asked for.
                }
                return true;
            },
            cancel
        );
    }

    public Task<DateTimeOffset> ServerTimeAsync(CancellationToken cancel) =>
        _calls.RunAsync(
            key: null,
            async token =>
            {
                var reply = await _connection.HeadBucketAsync(
                    new HeadBucketRequest { BucketName = _settings.Bucket },
                    token
                );
                reply.ResponseMetadata.Metadata.TryGetValue(ReplyDateHandler.Name, out var date);
                return S3Errors.HttpDate(date)
                    ?? throw new StoreException(
                        StoreError.Unavailable,
                        Uri,
                        "the server does not tell its time",
                        "use a server that sends the header Date"
                    );
            },
            cancel
        );

    public void Dispose() => _connection.Dispose();

    /// <summary>The server compares the MD5: the payload is not part of the signature.</summary>
    internal static string Md5Of(ReadOnlyMemory<byte> content)
    {
#pragma warning disable CA5351 // A checksum against broken transfers, not a protection against forgery.
        return Convert.ToBase64String(MD5.HashData(content.Span));
#pragma warning restore CA5351
    }

    private PutObjectRequest Put(string key, ReadOnlyMemory<byte> content)
    {
        var request = new PutObjectRequest
        {
            BucketName = _settings.Bucket,
            Key = ObjectNames.Of(_settings, key),
            InputStream = new ReadOnlyMemoryStream(content),
            ContentType = ContentType,
            MD5Digest = Md5Of(content),
            UseChunkEncoding = false,
        };
        request.Metadata[CrcName] = Crc32CHash.HexOf(content.Span);
        return request;
    }
}
