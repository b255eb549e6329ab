using Microsoft.AspNetCore.WebUtilities;

namespace Bench.Testing.Gcs.Protocol;

/// <summary>Path and query of a request as they were sent: names are escaped segments.</summary>
internal sealed class Target
{
    private readonly Dictionary<string, string> _query = new(StringComparer.Ordinal);

    public Target(string raw)
    {
        var mark = raw.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? raw : raw[..mark];
        Segments = [.. path.TrimStart('/').Split('/').Select(Uri.UnescapeDataString)];
        if (mark < 0)
        {
            return;
        }
        foreach (var pair in new QueryStringEnumerable(raw[mark..]))
        {
            _query[pair.DecodeName().ToString()] = pair.DecodeValue().ToString();
        }
    }

    public IReadOnlyList<string> Segments { get; }

    public string? this[string name] => _query.GetValueOrDefault(name);

    /// <exception cref="ApiException">It is no number.</exception>
    public long? Number(string name) =>
        this[name] is not { } text ? null
        : long.TryParse(text, out var number) ? number
        : throw ApiException.Invalid($"Invalid value '{text}' for {name}.");
}
