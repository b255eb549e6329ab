using System.Buffers;

namespace Bench.Storage.S3;

/// <summary>
/// <c>s3://bucket/prefix?endpoint=URL&amp;region=R&amp;profile=P&amp;path_style=true</c>, taken apart and checked. The
/// prefix is what stands there, not percent-decoded; values of settings are decoded.
/// </summary>
internal sealed record S3Uri
{
    public const string Scheme = "s3://";

    private const string Settings = "endpoint, region, profile, path_style";
    private const int LongestPrefix = 512;

    private static readonly SearchValues<char> BucketCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789.-"
    );
    private static readonly SearchValues<char> RegionCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
    );

    private readonly string _path;

    private S3Uri(string path, string bucket, string prefix) =>
        (_path, Bucket, Prefix) = (path, bucket, prefix);

    public string Bucket { get; }

    public string Prefix { get; }

    public Uri? Endpoint { get; private init; }

    public string? Region { get; private init; }

    public string? Profile { get; private init; }

    public bool? PathStyle { get; private init; }

    /// <summary>The same URI in its one form: no slashes at the end of the prefix, settings in order.</summary>
    public string Text
    {
        get
        {
            (string Name, string? Value)[] settings =
            [
                ("endpoint", Endpoint?.OriginalString),
                ("region", Region),
                ("profile", Profile),
                ("path_style", PathStyle is { } style ? (style ? "true" : "false") : null),
            ];
            var query = string.Join(
                '&',
                settings
                    .Where(setting => setting.Value is not null)
                    .Select(setting => $"{setting.Name}={StoreQuery.Encoded(setting.Value!)}")
            );
            var path = Prefix.Length == 0 ? Bucket : $"{Bucket}/{Prefix}";
            return Scheme + path + (query.Length == 0 ? "" : "?" + query);
        }
    }

    /// <exception cref="StoreUriException">Something in it cannot be used.</exception>
    public static S3Uri Parse(string uri)
    {
        var (path, query) = StoreUris.Split(uri);
        var rest = path[Scheme.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? rest : rest[..slash];
        var prefix = slash < 0 ? "" : rest[(slash + 1)..].TrimEnd('/');
        if (bucket.Contains('@', StringComparison.Ordinal))
        {
            // What stands before the @ may be a secret: it is not repeated.
            throw Refused(
                $"{Scheme}…{bucket[bucket.LastIndexOf('@')..]}",
                "a store's URI holds no credentials",
                "leave them out and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile"
            );
        }
        return WithSettings(
            new S3Uri(path, CheckedBucket(path, bucket), CheckedPrefix(path, prefix)),
            query
        );
    }

    /// <summary>An error that names the URI without its settings, which may hold what should not be there.</summary>
    public StoreUriException Refused(string reason, string remedy) =>
        Refused(_path, reason, remedy);

    /// <summary>Also for an endpoint that the environment gives.</summary>
    public Uri CheckedEndpoint(string source, string text)
    {
        const string remedy = "give scheme, host and port alone, such as http://127.0.0.1:9000";
        if (
            !System.Uri.TryCreate(text, UriKind.Absolute, out var endpoint)
            || endpoint.Scheme is not ("http" or "https")
            || endpoint.Host.Length == 0
        )
        {
            throw Refused(
                text.Contains('@', StringComparison.Ordinal)
                    ? $"{source} is not an http or https URL"
                    : $"{source} '{text}' is not an http or https URL",
                remedy
            );
        }
        if (endpoint.UserInfo.Length > 0)
        {
            throw Refused($"{source} holds credentials", remedy);
        }
        return endpoint.PathAndQuery is "/" && endpoint.Fragment.Length == 0
            ? endpoint
            : throw Refused($"{source} '{text}' has more than scheme, host and port", remedy);
    }

    private static StoreUriException Refused(string path, string reason, string remedy) =>
        new(path, $"{reason}; {remedy}");

    private static S3Uri WithSettings(S3Uri uri, string query)
    {
        var given = StoreQuery.Parse(query, (reason, remedy) => uri.Refused(reason, remedy));
        foreach (var (name, value) in given)
        {
            uri = name switch
            {
                "endpoint" => uri with { Endpoint = uri.CheckedEndpoint("endpoint", value) },
                "region" => uri with { Region = uri.CheckedRegion(value) },
                "profile" => uri with { Profile = uri.CheckedProfile(value) },
                "path_style" => uri with { PathStyle = uri.CheckedFlag(name, value) },
                _ => throw uri.Refused(
                    $"it has no setting '{name}'",
                    $"the settings are {Settings}"
                ),
            };
        }
        return uri;
    }

    private static string CheckedBucket(string path, string bucket)
    {
        const string remedy =
            "name a bucket: 3 to 63 lower-case letters, digits, '-' and '.', such as s3://my-bucket/prefix";
        if (bucket.Length == 0)
        {
            throw Refused(path, "it names no bucket", remedy);
        }
        var valid =
            bucket.Length is >= 3 and <= 63
            && !bucket.AsSpan().ContainsAnyExcept(BucketCharacters)
            && char.IsAsciiLetterOrDigit(bucket[0])
            && char.IsAsciiLetterOrDigit(bucket[^1])
            && !bucket.Contains("..", StringComparison.Ordinal)
            && !System.Net.IPAddress.TryParse(bucket, out _);
        return valid ? bucket : throw Refused(path, $"'{bucket}' is not a bucket's name", remedy);
    }

    private static string CheckedPrefix(string path, string prefix)
    {
        if (ObjectNames.Refusal(prefix, LongestPrefix) is { } reason && prefix.Length > 0)
        {
            throw Refused(path, $"the prefix cannot be used: {reason}", "use another prefix");
        }
        return prefix;
    }

    private string CheckedRegion(string value) =>
        value.Length > 0 && !value.AsSpan().ContainsAnyExcept(RegionCharacters)
            ? value
            : throw Refused($"region '{value}' is not a region", "use one such as eu-central-1");

    private string CheckedProfile(string value) =>
        value.Length > 0
            ? value
            : throw Refused("profile is empty", "name one of the AWS config file, or leave it out");

    private bool CheckedFlag(string name, string value) =>
        value switch
        {
            "true" => true,
            "false" => false,
            _ => throw Refused($"{name} '{value}' is neither true nor false", "use one of them"),
        };
}
