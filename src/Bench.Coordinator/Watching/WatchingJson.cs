using System.Text.Json.Serialization;

namespace Bench.Coordinator.Watching;

/// <summary>What is shown of runs as JSON: one line a document, words and names as in the bucket's records.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(RunEvent))]
[JsonSerializable(typeof(RunSnapshot))]
[JsonSerializable(typeof(IReadOnlyList<RunHead>))]
public sealed partial class WatchingJson : JsonSerializerContext;
