namespace Bench.Storage.Gcs;

/// <summary>All that a <c>gs://</c> URI and the environment say about a store, parsed and checked once.</summary>
public sealed record GcsSettings
{
    /// <summary>The variable with which tools of Google Cloud Storage are pointed at an emulator.</summary>
    public const string EmulatorVariable = "STORAGE_EMULATOR_HOST";

    /// <summary>What the URI may look like, for messages.</summary>
    public const string Form =
        "gs://bucket/prefix?endpoint=URL&credentials=/path/to/service-account.json&anonymous=true";

    private const string Scheme = "gs://";
    private const string PublicEndpoint = "https://storage.googleapis.com";

    /// <summary>The store's root as it was given.</summary>
    public required string Uri { get; init; }

    public required string Bucket { get; init; }

    /// <summary>Stands before every key: empty, or ending in a slash.</summary>
    public required string Prefix { get; init; }

    /// <summary>Address of the server, without a slash at its end.</summary>
    public required string Endpoint { get; init; }

    /// <summary>A service account's key file; null for application default credentials.</summary>
    public string? CredentialsFile { get; init; }

    public bool Anonymous { get; init; }

    /// <param name="emulatorHost">Value of <see cref="EmulatorVariable"/>, with or without a scheme.</param>
    /// <exception cref="StoreUriException">A part of the URI cannot be; the message names it and the remedy.</exception>
    public static GcsSettings Parse(string uri, string? emulatorHost)
    {
        if (!uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new StoreUriException(uri, $"it does not begin with {Scheme}; use {Form}");
        }
        var (path, query) = StoreUris.Split(uri);
        var rest = path[Scheme.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? rest : rest[..slash];
        var prefix = slash < 0 ? "" : rest[(slash + 1)..];
        if (GcsNames.ProblemOfBucket(bucket) is { } problem)
        {
            throw new StoreUriException(uri, $"bucket '{bucket}' {problem}; use {Form}");
        }
        prefix = prefix.Length == 0 || prefix.EndsWith('/') ? prefix : prefix + "/";
        if (GcsNames.ProblemOfPrefix(prefix) is { } bad)
        {
            throw new StoreUriException(uri, $"prefix '{prefix}' {bad}; use another prefix");
        }
        return WithSettings(
            new GcsSettings
            {
                Uri = uri,
                Bucket = bucket,
                Prefix = prefix,
                Endpoint = "",
            },
            GcsQuery.Parse(uri, query),
            emulatorHost
        );
    }

    private static GcsSettings WithSettings(
        GcsSettings settings,
        GcsQuery query,
        string? emulatorHost
    )
    {
        var isEmulated = query.Endpoint is null && !string.IsNullOrWhiteSpace(emulatorHost);
        var anonymous = query.Anonymous ?? (isEmulated && query.Credentials is null);
        if (anonymous && query.Credentials is not null)
        {
            throw new StoreUriException(
                settings.Uri,
                $"anonymous=true and credentials={query.Credentials} exclude each other; leave one out"
            );
        }
        var endpoint = query.Endpoint ?? PublicEndpoint;
        return settings with
        {
            Endpoint = isEmulated
                ? EmulatorAddress(settings.Uri, emulatorHost!)
                : Address(settings.Uri, $"endpoint '{endpoint}'", endpoint),
            CredentialsFile = query.Credentials,
            Anonymous = anonymous,
        };
    }

    private static string EmulatorAddress(string uri, string host) =>
        Address(
            uri,
            $"{EmulatorVariable}='{host}'",
            host.Contains("://", StringComparison.Ordinal) ? host : $"http://{host}"
        );

    private static string Address(string uri, string name, string value) =>
        System.Uri.TryCreate(value, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https"
        && address.Query.Length == 0
        && address.Fragment.Length == 0
        && address.UserInfo.Length == 0
            ? address.AbsoluteUri.TrimEnd('/')
            : throw new StoreUriException(
                uri,
                $"{name} is no address of a server; use one such as http://127.0.0.1:9000"
            );
}
