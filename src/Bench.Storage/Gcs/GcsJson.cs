using System.Text.Json.Serialization;

namespace Bench.Storage.Gcs;

/// <summary>An object as the server describes it; 64-bit numbers are strings there.</summary>
internal sealed record GcsObject
{
    public string? Name { get; init; }

    /// <summary>Some servers leave a zero out.</summary>
    public string? Size { get; init; }

    public string? Generation { get; init; }
    public string? Crc32c { get; init; }
    public string? Md5Hash { get; init; }
    public string? ContentType { get; init; }

    /// <summary>Of this generation; changes of metadata leave it as it is.</summary>
    public DateTimeOffset? TimeCreated { get; init; }
}

internal sealed record GcsObjectList
{
    public IReadOnlyList<GcsObject>? Items { get; init; }
    public string? NextPageToken { get; init; }
}

internal sealed record GcsErrorReply
{
    public GcsErrorBody? Error { get; init; }
}

internal sealed record GcsErrorBody
{
    public string? Message { get; init; }
    public IReadOnlyList<GcsErrorDetail>? Errors { get; init; }
}

internal sealed record GcsErrorDetail
{
    public string? Reason { get; init; }
    public string? Message { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(GcsObject))]
[JsonSerializable(typeof(GcsObjectList))]
[JsonSerializable(typeof(GcsErrorReply))]
internal sealed partial class GcsJson : JsonSerializerContext;
