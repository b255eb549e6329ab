using Bench.Storage.Buckets;
using Bench.Storage.Files;
using Bench.Storage.Gcs;
using Bench.Storage.Resilience;
using Bench.Storage.S3;

namespace Bench.Storage;

/// <summary>Opens a store by its URI.</summary>
public static class Stores
{
    /// <summary>What a URI may look like, for messages.</summary>
    public const string Forms = "file:///path, s3://bucket/prefix or gs://bucket/prefix";

    /// <param name="uri">
    /// <c>file:///path</c>, or a plain path, which is taken relative to the current folder, or a bucket's URI.
    /// </param>
    /// <exception cref="StoreUriException">The URI is not one of a store that is known.</exception>
    public static IObjectStore Open(string uri) => Open(uri, requests: null);

    /// <param name="uri">As above.</param>
    /// <param name="requests">How often and how long a bucket's requests are tried; null for as usual.</param>
    /// <exception cref="StoreUriException">The URI is not one of a store that is known.</exception>
    public static IObjectStore Open(string uri, RequestSettings? requests)
    {
        if (uri.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            return new FileStore(PathOfFileUri(uri));
        }
        if (uri.StartsWith("s3://", StringComparison.OrdinalIgnoreCase))
        {
            return InBucket(S3Client.Open(uri), requests);
        }
        if (uri.StartsWith("gs://", StringComparison.OrdinalIgnoreCase))
        {
            return InBucket(GcsClient.Open(uri), requests);
        }
        if (uri.Contains("://", StringComparison.Ordinal))
        {
            var scheme = uri[..uri.IndexOf("://", StringComparison.Ordinal)];
            throw new StoreUriException(
                uri,
                $"stores of kind '{scheme}' are not available yet; use {Forms}"
            );
        }
        if (uri.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            throw new StoreUriException(uri, $"it needs three slashes; use {Forms}");
        }
        return string.IsNullOrWhiteSpace(uri)
            ? throw new StoreUriException(uri, $"it is empty; use {Forms}")
            : new FileStore(Path.GetFullPath(WithoutNul(uri, uri)));
    }

    private static BucketStore InBucket(IBucketClient client, RequestSettings? requests) =>
        requests is null
            ? new BucketStore(client)
            : new BucketStore(client, requests, TimeProvider.System);

    private static string PathOfFileUri(string uri)
    {
        if (!uri.StartsWith("file:///", StringComparison.OrdinalIgnoreCase))
        {
            throw new StoreUriException(
                uri,
                "it needs an absolute path after 'file://', as in file:///data/bench"
            );
        }
        return WithoutNul(uri, System.Uri.UnescapeDataString(uri["file://".Length..]));
    }

    private static string WithoutNul(string uri, string path) =>
        path.Contains('\0', StringComparison.Ordinal)
            ? throw new StoreUriException(uri, $"a path cannot hold a NUL character; use {Forms}")
            : path;
}

/// <summary>A store URI that cannot be used; the message names it and the remedy.</summary>
public sealed class StoreUriException(string uri, string reason)
    : Exception($"store '{uri}': {reason}");
