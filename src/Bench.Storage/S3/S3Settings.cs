namespace Bench.Storage.S3;

/// <summary>Where a bucket is and how its server is asked; everything but credentials.</summary>
internal sealed record S3Settings
{
    /// <summary>The URI with the settings that it had, and no others.</summary>
    public required string Uri { get; init; }

    public required string Bucket { get; init; }

    /// <summary>Of every key, without slashes at its end; empty for the whole bucket.</summary>
    public required string Prefix { get; init; }

    /// <summary>The server; null for AWS itself.</summary>
    public Uri? Endpoint { get; init; }

    public required string Region { get; init; }

    /// <summary>The profile that the URI names; null for what the environment says.</summary>
    public string? Profile { get; init; }

    /// <summary>Whether the bucket's name goes into the path, not into the host's name.</summary>
    public required bool PathStyle { get; init; }

    /// <summary>What goes before a key to make the object's name.</summary>
    public string KeyPrefix => Prefix.Length == 0 ? "" : Prefix + "/";

    /// <summary>The settings of a URI, completed from the environment.</summary>
    /// <exception cref="StoreUriException">Something in it cannot be used.</exception>
    public static S3Settings Of(S3Uri uri, S3Environment environment)
    {
        var endpoint = uri.Endpoint ?? environment.Endpoint(uri);
        return new S3Settings
        {
            Uri = uri.Text,
            Bucket = uri.Bucket,
            Prefix = uri.Prefix,
            Endpoint = endpoint,
            Region = uri.Region ?? environment.Region(uri) ?? RegionOf(endpoint, uri),
            Profile = uri.Profile,
            PathStyle = uri.PathStyle ?? endpoint is not null,
        };
    }

    /// <summary>Servers other than AWS hardly care, but the signature needs some region.</summary>
    private static string RegionOf(Uri? endpoint, S3Uri uri) =>
        endpoint is not null
            ? "us-east-1"
            : throw uri.Refused(
                "no region is known for it",
                "add ?region=eu-central-1 or --region, set AWS_REGION, or give the profile a region; "
                    + "for a server other than AWS add ?endpoint=https://host:port or --endpoint"
            );
}
