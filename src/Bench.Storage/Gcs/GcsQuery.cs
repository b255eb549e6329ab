namespace Bench.Storage.Gcs;

/// <summary>The settings that stand in the query of a <c>gs://</c> URI; null where it is silent.</summary>
internal sealed record GcsQuery
{
    public string? Endpoint { get; private init; }

    public string? Credentials { get; private init; }

    public bool? Anonymous { get; private init; }

    /// <param name="query">With its question mark, or empty.</param>
    public static GcsQuery Parse(string uri, string query)
    {
        var parsed = new GcsQuery();
        foreach (
            var (name, value) in StoreQuery.Parse(
                query,
                (reason, remedy) => new StoreUriException(uri, $"{reason}; {remedy}")
            )
        )
        {
            parsed = parsed.With(uri, name, value);
        }
        return parsed;
    }

    private GcsQuery With(string uri, string name, string value) =>
        name switch
        {
            "endpoint" => this with { Endpoint = NotEmpty(uri, name, value) },
            "credentials" => this with { Credentials = PathOf(uri, NotEmpty(uri, name, value)) },
            "anonymous" => this with { Anonymous = Truth(uri, name, value) },
            _ => throw new StoreUriException(
                uri,
                $"setting '{name}' is not known; known are endpoint, credentials and anonymous"
            ),
        };

    private static string PathOf(string uri, string path) =>
        path.Contains('\0', StringComparison.Ordinal)
            ? throw new StoreUriException(
                uri,
                "setting 'credentials' holds a NUL character; name a service account's key file"
            )
            : Path.GetFullPath(path);

    private static string NotEmpty(string uri, string name, string value) =>
        value.Length > 0
            ? value
            : throw new StoreUriException(uri, $"setting '{name}' has no value; use {name}=VALUE");

    private static bool Truth(string uri, string name, string value) =>
        value switch
        {
            "true" => true,
            "false" => false,
            _ => throw new StoreUriException(
                uri,
                $"setting '{name}' is '{value}'; use {name}=true or {name}=false"
            ),
        };
}
