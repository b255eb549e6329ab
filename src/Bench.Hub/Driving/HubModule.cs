using System.Text.Json;

namespace Bench.Hub.Driving;

/// <summary>A module as a hub's HTTP interface tells of it. Hubs differ in what they tell beyond id and state.</summary>
public sealed record HubModule
{
    public required string Module { get; init; }

    /// <summary>In lower case, such as <c>provisioned</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why its last operation failed; null where it did not, or the hub does not tell.</summary>
    public string? LastError { get; init; }

    /// <summary>What the last hydration or dehydration did, by name; empty where the hub does not tell.</summary>
    public IReadOnlyDictionary<string, double> Hydration { get; init; } = None;

    /// <summary>Seconds of the parts of operations, by name; empty where the hub does not tell.</summary>
    public IReadOnlyDictionary<string, double> Times { get; init; } = None;

    private static IReadOnlyDictionary<string, double> None { get; } =
        new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Whether an operation holds it.</summary>
    public bool IsTransitional => State.EndsWith("ing", StringComparison.Ordinal);

    /// <summary>All modules of an answer: <c>{"modules":[…]}</c> or a bare array.</summary>
    public static IReadOnlyList<HubModule> ReadAll(JsonElement answer)
    {
        var list =
            answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("modules", out var m)
                ? m
                : answer;
        return list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(Read).OfType<HubModule>()]
            : [];
    }

    /// <summary>Null where the object names no module.</summary>
    public static HubModule? Read(JsonElement json)
    {
        if (
            json.ValueKind != JsonValueKind.Object
            || (Text(json, "moduleId") ?? Text(json, "module_id") ?? Text(json, "id"))
                is not { } module
        )
        {
            return null;
        }
        return new HubModule
        {
            Module = module,
            State = (Text(json, "state") ?? "").ToLowerInvariant(),
            LastError = Text(json, "lastError"),
            Hydration = Numbers(json, "hydration"),
            Times = Numbers(json, "times"),
        };
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static IReadOnlyDictionary<string, double> Numbers(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
                .EnumerateObject()
                .Where(property => property.Value.ValueKind == JsonValueKind.Number)
                .ToDictionary(p => p.Name, p => p.Value.GetDouble(), StringComparer.Ordinal)
            : None;
}
