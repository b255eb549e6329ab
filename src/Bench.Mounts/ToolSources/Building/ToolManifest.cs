using System.Text.Json.Serialization;

namespace Bench.Mounts.ToolSources.Building;

/// <summary><c>manifest.json</c> beside a kept program: what it is, and the digest by which that can be seen.</summary>
internal sealed record ToolManifest
{
    public const string CurrentSchema = "bench.tool/1";

    public required string Schema { get; init; }
    public required string Name { get; init; }

    /// <summary>The program's file name in this folder.</summary>
    public required string Program { get; init; }
    public required string Sha256 { get; init; }
    public string? Version { get; init; }
    public string? Commit { get; init; }

    /// <summary>The repository or package that it comes from.</summary>
    public required string Origin { get; init; }

    /// <summary>Digest of the package where it was downloaded.</summary>
    public string? PackageSha256 { get; init; }
}

/// <summary>The serialiser of manifests and of what cache keys are made from.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    NewLine = "\n"
)]
[JsonSerializable(typeof(ToolManifest))]
[JsonSerializable(typeof(IReadOnlyList<IReadOnlyList<string>>))]
internal sealed partial class ToolJson : JsonSerializerContext;
