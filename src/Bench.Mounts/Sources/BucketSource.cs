namespace Bench.Mounts.Sources;

/// <summary>A bucket, or a folder in it, with the settings in the query of its URI. Secrets have no place in it.</summary>
/// <param name="Uri">As the user wrote it.</param>
/// <param name="Scheme"><c>s3</c> or <c>gs</c>.</param>
/// <param name="Prefix">Without slashes at its ends; empty for the whole bucket.</param>
/// <param name="Settings">By name.</param>
public sealed record BucketSource(
    string Uri,
    string Scheme,
    string Bucket,
    string Prefix,
    IReadOnlyDictionary<string, string> Settings
)
{
    private const string Separator = "://";

    /// <summary>The settings of each scheme.</summary>
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["s3"] = ["endpoint", "region", "profile", "path_style"],
        ["gs"] = ["endpoint", "credentials", "anonymous"],
    };

    /// <summary>URL of the server; null for the provider's own.</summary>
    public string? Endpoint => Settings.GetValueOrDefault("endpoint");

    public string? Region => Settings.GetValueOrDefault("region");

    /// <summary>A profile of the AWS credentials file.</summary>
    public string? Profile => Settings.GetValueOrDefault("profile");

    /// <summary>A service account's file.</summary>
    public string? Credentials => Settings.GetValueOrDefault("credentials");

    public bool Anonymous => Settings.GetValueOrDefault("anonymous") == "true";

    /// <summary>Whether the bucket's name stands in the path: the default where the endpoint is not Amazon's.</summary>
    public bool PathStyle =>
        Settings.TryGetValue("path_style", out var value) ? value == "true" : Endpoint is not null;

    /// <summary>Bucket and prefix with a slash between them.</summary>
    public string BucketAndPrefix => Prefix.Length == 0 ? Bucket : $"{Bucket}/{Prefix}";

    /// <summary>The scheme of a URI in lower case; null for a path.</summary>
    public static string? SchemeOf(string source)
    {
        var end = source.IndexOf(Separator, StringComparison.Ordinal);
        return end > 0 ? source[..end].ToLowerInvariant() : null;
    }

    /// <exception cref="MountException">It is not the URI of a bucket.</exception>
    public static BucketSource Parse(string uri) =>
        TryParse(uri, out var problem)
        ?? throw new MountException($"the test data '{uri}' cannot be mounted: it {problem}");

    /// <param name="problem">Begins with a verb.</param>
    public static BucketSource? TryParse(string uri, out string problem)
    {
        problem = "";
        if (SchemeOf(uri) is not { } scheme || !Known.TryGetValue(scheme, out var known))
        {
            problem = "is not the URI of a bucket; write s3://bucket/prefix or gs://bucket/prefix";
            return null;
        }
        var rest = uri[(scheme.Length + Separator.Length)..];
        var mark = rest.IndexOf('?', StringComparison.Ordinal);
        var path = (mark < 0 ? rest : rest[..mark]).Trim('/');
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? path : path[..slash];
        var prefix = slash < 0 ? "" : path[(slash + 1)..].Trim('/');
        if (bucket.Length == 0 || bucket.AsSpan().IndexOfAny(":@ ") >= 0 || bucket[0] == '-')
        {
            problem = "names no bucket; write the bucket's name after the two slashes";
            return null;
        }
        if (prefix.Split('/').Any(part => part is "." or ".."))
        {
            problem = "has '.' or '..' in its prefix; write the prefix out";
            return null;
        }
        var settings = Parse(mark < 0 ? "" : rest[(mark + 1)..], known, out problem);
        return settings is null ? null : new BucketSource(uri, scheme, bucket, prefix, settings);
    }

    private static Dictionary<string, string>? Parse(
        string query,
        string[] known,
        out string problem
    )
    {
        problem = "";
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? part : part[..equals];
            var value = equals < 0 ? "" : System.Uri.UnescapeDataString(part[(equals + 1)..]);
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                problem = $"has a setting '{name}'; its settings are {string.Join(", ", known)}";
                return null;
            }
            if (name is "path_style" or "anonymous" && value is not ("true" or "false"))
            {
                problem = $"has {name}={value}; write true or false";
                return null;
            }
            if (value.Length == 0)
            {
                problem = $"gives '{name}' no value; write {name}=…, or leave it out";
                return null;
            }
            settings[name] = value;
        }
        return settings;
    }
}
