using Amazon.S3;
using Amazon.S3.Model;
using Bench.Storage.Buckets;

namespace Bench.Storage.S3;

/// <summary>Lists a bucket page by page. Names come percent-encoded: XML cannot hold all of them.</summary>
internal sealed class S3Listing(S3Settings settings, S3Connection connection, S3Calls calls)
{
    private const string Delimiter = "/";

    private static readonly ListPage Nothing = new([], null);

    public async Task<ListPage> PageAsync(
        string prefix,
        string? continuation,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        if (!ObjectNames.CanBeginWith(prefix))
        {
            return Nothing;
        }
        var page = await RequestAsync(Wanted(prefix, continuation), cancel);
        return new ListPage([.. Objects(page)], Next(page, continuation));
    }

    public async Task<ListPage?> AfterAsync(
        string prefix,
        string after,
        int most,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        if (!ObjectNames.CanBeginWith(prefix))
        {
            return Nothing;
        }
        var request = Wanted(prefix, continuation: null);
        request.StartAfter = settings.KeyPrefix + after;
        request.MaxKeys = most;
        var page = await RequestAsync(request, cancel);
        return new ListPage([.. Objects(page)], Next(page, continuation: null));
    }

    public async Task<FolderPage> FoldersAsync(string? continuation, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var request = Wanted("", continuation);
        request.Delimiter = Delimiter;
        var page = await RequestAsync(request, cancel);
        var isEncoded = page.Encoding == EncodingType.Url;
        var found = (page.CommonPrefixes ?? [])
            .Select(name => isEncoded ? Decoded(name) : name)
            .Where(name =>
                name.StartsWith(settings.KeyPrefix, StringComparison.Ordinal)
                && name.EndsWith(Delimiter, StringComparison.Ordinal)
                && name.Length > settings.KeyPrefix.Length
            )
            .Select(name => name[settings.KeyPrefix.Length..^Delimiter.Length]);
        return new FolderPage([.. found], Next(page, continuation));
    }

    private ListObjectsV2Request Wanted(string prefix, string? continuation) =>
        new()
        {
            BucketName = settings.Bucket,
            Prefix = settings.KeyPrefix + prefix,
            ContinuationToken = continuation,
            Encoding = EncodingType.Url,
        };

    private Task<ListObjectsV2Response> RequestAsync(
        ListObjectsV2Request request,
        CancellationToken cancel
    ) => calls.RunAsync(key: null, token => connection.ListObjectsV2Async(request, token), cancel);

    private IEnumerable<ObjectInfo> Objects(ListObjectsV2Response page)
    {
        // Without being asked to, the SDK leaves names as they came; a server that ignores the wish says so.
        var isEncoded = page.Encoding == EncodingType.Url;
        foreach (var found in page.S3Objects ?? [])
        {
            var name = isEncoded ? Decoded(found.Key) : found.Key;
            // A folder's mark, as consoles make it, is no key below the prefix.
            if (
                name.Length > settings.KeyPrefix.Length
                && name.StartsWith(settings.KeyPrefix, StringComparison.Ordinal)
            )
            {
                yield return new ObjectInfo(
                    name[settings.KeyPrefix.Length..],
                    found.Size ?? 0,
                    S3Read.VersionOf(found.ETag),
                    found.LastModified is { } at ? new DateTimeOffset(at.ToUniversalTime()) : null
                );
            }
        }
    }

    /// <summary>AWS writes a space as '+', RGW as '%20'; a plus is '%2B' for both.</summary>
    private static string Decoded(string name) =>
        System.Uri.UnescapeDataString(name.Replace('+', ' '));

    private string? Next(ListObjectsV2Response page, string? continuation)
    {
        if (page.IsTruncated is not true)
        {
            return null;
        }
        var next = page.NextContinuationToken;
        return string.IsNullOrEmpty(next) || next == continuation
            ? throw new StoreException(
                StoreError.Denied,
                settings.Uri,
                "the server says that its listing goes on, but not where",
                "use a server that knows ListObjectsV2"
            )
            : next;
    }
}
