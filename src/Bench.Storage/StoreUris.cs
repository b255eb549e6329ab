namespace Bench.Storage;

/// <summary>
/// URIs of stores and of what is in them. A bucket's settings (endpoint, region, profile) are the query of its URI and
/// stay at its end: <c>s3://bucket/prefix/key?endpoint=http://127.0.0.1:9000</c>.
/// </summary>
public static class StoreUris
{
    /// <summary>The URI of a key, or of a store below a store.</summary>
    public static string Child(string storeUri, string key)
    {
        var (path, query) = Split(storeUri);
        var slash = path.EndsWith('/') ? "" : "/";
        return path + slash + key + query;
    }

    /// <summary>The inverse of <see cref="Child"/> for a key without slashes; null where the URI has no such last part.</summary>
    public static (string Store, string Name)? Parent(string uri)
    {
        var (path, query) = Split(uri);
        path = path.TrimEnd('/');
        var slash = path.LastIndexOf('/');
        // What follows the scheme is a bucket, and no name in a store.
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        return slash > 0 && slash > scheme + 2
            ? (path[..slash] + query, path[(slash + 1)..])
            : null;
    }

    /// <summary>The URI with a setting, unless it has one of that name.</summary>
    public static string WithSetting(string uri, string name, string value)
    {
        var query = Split(uri).Query;
        if ($"&{query.TrimStart('?')}".Contains($"&{name}=", StringComparison.Ordinal))
        {
            return uri;
        }
        var separator = query.Length > 1 ? "&" : (query.Length == 1 ? "" : "?");
        return $"{uri}{separator}{name}={StoreQuery.Encoded(value)}";
    }

    /// <summary>The query, with its question mark, and what stands before it. Paths and URIs of files have none.</summary>
    public static (string Path, string Query) Split(string uri)
    {
        var isBucket =
            uri.Contains("://", StringComparison.Ordinal)
            && !uri.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
        var mark = isBucket ? uri.IndexOf('?', StringComparison.Ordinal) : -1;
        return mark < 0 ? (uri, "") : (uri[..mark], uri[mark..]);
    }
}
