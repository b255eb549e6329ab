using System.Text.Json.Serialization;

namespace Bench.Hub.Targets;

/// <summary>Where modules are kept, as a file says it: exactly one of the kinds.</summary>
public sealed record TargetConfig
{
    /// <summary>Name and version of its JSON Schema.</summary>
    public const string SchemaName = "bench.hub-target/1";

    /// <summary>The schema's name; may be left out.</summary>
    public string? Schema { get; init; }

    /// <summary>A folder.</summary>
    public FileTarget? File { get; init; }

    /// <summary>A bucket of AWS S3, or of a server that speaks its protocol.</summary>
    public S3Target? S3 { get; init; }
}

/// <param name="Path">Absolute.</param>
public sealed record FileTarget(string Path);

/// <param name="Bucket">Its name.</param>
/// <param name="Prefix">Goes before every key; null for the whole bucket.</param>
/// <param name="Endpoint">The server's URL; null for AWS.</param>
/// <param name="Region">Null for what the environment says.</param>
/// <param name="Profile">Of the AWS configuration; null for what the environment says.</param>
public sealed record S3Target(
    string Bucket,
    string? Prefix = null,
    string? Endpoint = null,
    string? Region = null,
    string? Profile = null
);

/// <summary>The source-generated serialiser of target configs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(TargetConfig))]
public sealed partial class TargetJson : JsonSerializerContext;
