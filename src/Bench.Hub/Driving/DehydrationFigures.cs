using System.Text.Json;

namespace Bench.Hub.Driving;

/// <summary>What a hub has written back since it started, by its <c>/stats/hub</c>. Hubs differ in what they tell.</summary>
public sealed record DehydrationFigures
{
    /// <summary>Dehydrations.</summary>
    public long? Count { get; init; }

    public long? Files { get; init; }
    public long? Bytes { get; init; }
    public long? MovedBytes { get; init; }
    public long? DeduplicatedBytes { get; init; }
    public long? Requests { get; init; }

    /// <summary>Null where the answer has none of them.</summary>
    public static DehydrationFigures? Read(JsonElement stats)
    {
        if (
            stats.ValueKind != JsonValueKind.Object
            || !stats.TryGetProperty("dehydrated", out var told)
            || told.ValueKind != JsonValueKind.Object
        )
        {
            return null;
        }
        var figures = new DehydrationFigures
        {
            Count = Whole(told, "count"),
            Files = Whole(told, "files"),
            Bytes = Whole(told, "bytes"),
            MovedBytes = Whole(told, "movedBytes"),
            DeduplicatedBytes = Whole(told, "deduplicatedBytes"),
            Requests = Whole(told, "requests"),
        };
        return figures == new DehydrationFigures() ? null : figures;
    }

    /// <summary>What came since an earlier look; null where nothing was dehydrated meanwhile.</summary>
    public DehydrationFigures? Since(DehydrationFigures? before)
    {
        var since = new DehydrationFigures
        {
            Count = Count - (before?.Count ?? 0),
            Files = Files - (before?.Files ?? 0),
            Bytes = Bytes - (before?.Bytes ?? 0),
            MovedBytes = MovedBytes - (before?.MovedBytes ?? 0),
            DeduplicatedBytes = DeduplicatedBytes - (before?.DeduplicatedBytes ?? 0),
            Requests = Requests - (before?.Requests ?? 0),
        };
        return since.Count is 0 ? null : since;
    }

    private static long? Whole(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var whole)
            ? whole
            : null;
}
