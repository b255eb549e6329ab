using System.Text.Json;
using System.Text.Json.Nodes;
using Bench.Testing.Gcs.Protocol;

namespace Bench.Testing.Gcs.Objects;

/// <summary>What an upload says of the object that it makes.</summary>
/// <param name="Crc32C">As the API writes it; null if the server need not compare.</param>
/// <param name="IfGeneration">0 for no object; null for any.</param>
internal sealed record ObjectMetadata(
    string Name,
    string ContentType,
    string? Crc32C,
    long? IfGeneration
)
{
    private const string DefaultType = "application/octet-stream";

    /// <param name="json">Null where the query alone names the object.</param>
    public static async Task<ObjectMetadata> ReadAsync(
        Target target,
        Stream? json,
        string? mediaType,
        CancellationToken cancel
    )
    {
        var metadata = json is null ? null : await ParseAsync(json, cancel);
        var name = metadata?["name"]?.GetValue<string>() ?? target["name"];
        if (name is null)
        {
            throw new ApiException(400, "required", "Required parameter: name");
        }
        return ObjectNames.IsValid(name)
            ? new ObjectMetadata(
                name,
                metadata?["contentType"]?.GetValue<string>() ?? mediaType ?? DefaultType,
                metadata?["crc32c"]?.GetValue<string>(),
                target.Number("ifGenerationMatch")
            )
            : throw ApiException.Invalid($"Invalid object name: '{name}'.");
    }

    private static async Task<JsonNode?> ParseAsync(Stream json, CancellationToken cancel)
    {
        using var text = new MemoryStream();
        await json.CopyToAsync(text, cancel);
        if (text.Length == 0)
        {
            return null;
        }
        try
        {
            return JsonNode.Parse(text.ToArray());
        }
        catch (JsonException)
        {
            throw new ApiException(400, "parseError", "Parse Error");
        }
    }
}
