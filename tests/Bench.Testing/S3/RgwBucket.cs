using Amazon.S3;
using Amazon.S3.Model;

namespace Bench.Testing.S3;

/// <summary>A bucket for one test or one fixture.</summary>
public sealed class RgwBucket : IAsyncDisposable
{
    private static readonly ParallelOptions InParallel = new() { MaxDegreeOfParallelism = 16 };

    private readonly AmazonS3Client _client;

    internal RgwBucket(RgwServer server, string name, AmazonS3Client client) =>
        (Server, Name, _client) = (server, name, client);

    public RgwServer Server { get; }

    public string Name { get; }

    /// <summary>The store's URI with its settings; credentials are <see cref="RgwServer.ClientEnvironment"/>.</summary>
    public string Uri => UriOf("");

    /// <summary>A plain client of the server, for looking at the bucket from outside.</summary>
    public AmazonS3Client Client => _client;

    /// <summary>The URI of a store at a prefix, which may be empty.</summary>
    public string UriOf(string prefix) =>
        $"s3://{Name}{(prefix.Length > 0 ? "/" : "")}{prefix}?endpoint={Server.Endpoint}&region={Server.Region}";

    /// <summary>Deletes all objects, and gives up unfinished uploads.</summary>
    public async Task EmptyAsync()
    {
        var uploads = await _client.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = Name }
        );
        foreach (var upload in uploads.MultipartUploads ?? [])
        {
            await _client.AbortMultipartUploadAsync(Name, upload.Key, upload.UploadId);
        }
        var list = new ListObjectsV2Request { BucketName = Name };
        ListObjectsV2Response page;
        do
        {
            page = await _client.ListObjectsV2Async(list);
            await Parallel.ForEachAsync(
                page.S3Objects ?? [],
                InParallel,
                async (found, cancel) => await _client.DeleteObjectAsync(Name, found.Key, cancel)
            );
            list.ContinuationToken = page.NextContinuationToken;
        } while (page.IsTruncated is true);
    }

    public async ValueTask DisposeAsync()
    {
        await EmptyAsync();
        await _client.DeleteBucketAsync(Name);
        _client.Dispose();
    }
}
