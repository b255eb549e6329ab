using System.Text.Json.Serialization;
using Bench.Hub.Service;

namespace Bench.Hub.Http;

internal sealed record StatusDocument(IReadOnlyList<ModuleView> Modules);

/// <summary>What is wrong, as RFC 9457 has it.</summary>
internal sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string Detail,
    string? ModuleId
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ModuleView))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(StatsDocument))]
internal sealed partial class HubJson : JsonSerializerContext;
