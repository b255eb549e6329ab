using System.Globalization;
using System.Text.Json;

namespace Bench.Reporting.Tests.Aggregation;

/// <summary>Recomputes figures from raw fio files by the plainest code there is, apart from the code under test.</summary>
internal static class RawFigures
{
    public static JsonElement Direction(byte[] fio, string direction, int job = 0)
    {
        using var document = JsonDocument.Parse(fio);
        return document.RootElement.GetProperty("jobs")[job].GetProperty(direction).Clone();
    }

    public static IReadOnlyList<JsonElement> Jobs(byte[] fio, string direction)
    {
        using var document = JsonDocument.Parse(fio);
        return
        [
            .. document
                .RootElement.GetProperty("jobs")
                .EnumerateArray()
                .Select(j => j.GetProperty(direction).Clone()),
        ];
    }

    /// <summary>All samples of all bins, sorted.</summary>
    public static long[] Samples(IEnumerable<JsonElement> directions) =>
        [
            .. directions
                .SelectMany(d => d.GetProperty("clat_ns").GetProperty("bins").EnumerateObject())
                .SelectMany(b =>
                    Enumerable.Repeat(
                        long.Parse(b.Name, CultureInfo.InvariantCulture),
                        b.Value.GetInt32()
                    )
                )
                .Order(),
        ];

    public static long NearestRank(long[] sorted, double p) =>
        sorted[(int)Math.Ceiling((decimal)p * sorted.Length) - 1];
}
