using System.Globalization;
using Bench.Coordinator.Watching;

namespace Bench.Coordinator.Dashboard.Events;

/// <summary>Places in a feed as ids of server-sent events: <c>feed:sequence</c>.</summary>
internal static class EventIds
{
    private const int LongestFeed = 100;

    public static string Write(EventCursor cursor) =>
        string.Create(CultureInfo.InvariantCulture, $"{cursor.Feed}:{cursor.Sequence}");

    /// <summary>Null for anything else: who asks for a place that nobody knows gets a snapshot.</summary>
    public static EventCursor? Read(string? id)
    {
        var colon = id?.LastIndexOf(':') ?? -1;
        return
            id is not null
            && colon is > 0 and <= LongestFeed
            && long.TryParse(
                id.AsSpan(colon + 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var sequence
            )
            ? new EventCursor(id[..colon], sequence)
            : null;
    }
}
