using System.Globalization;

namespace Bench.Hub.Making;

/// <summary>Shapes of the distribution of file sizes.</summary>
public enum SizeShape
{
    /// <summary>Each size from the smallest to the largest equally often.</summary>
    Uniform,

    /// <summary>Each order of magnitude equally often: many small files and few large ones.</summary>
    LogUniform,
}

/// <summary>File sizes in bytes: from the smallest to the largest, both included.</summary>
public sealed record SizeDistribution(long Smallest, long Largest, SizeShape Shape)
{
    private static readonly Dictionary<char, long> Units = new()
    {
        ['k'] = 1L << 10,
        ['m'] = 1L << 20,
        ['g'] = 1L << 30,
    };

    /// <summary>The size at a place of the distribution, from 0 to below 1.</summary>
    public long At(double place)
    {
        if (Shape == SizeShape.Uniform)
        {
            return Smallest + (long)(place * (Largest - Smallest + 1));
        }
        var lowest = Math.Log(Math.Max(1, Smallest));
        var highest = Math.Log(Largest + 1.0);
        return Math.Clamp((long)Math.Exp(lowest + (place * (highest - lowest))), Smallest, Largest);
    }

    /// <summary>Reads <c>16k</c> or <c>1k-16k</c>; k, m and g are binary units as in fio.</summary>
    /// <returns>Null where it is no such text.</returns>
    public static SizeDistribution? TryParse(string text, SizeShape shape)
    {
        var parts = text.Split('-');
        if (parts.Length > 2 || TryBytes(parts[0]) is not { } smallest)
        {
            return null;
        }
        var largest = parts.Length == 1 ? smallest : TryBytes(parts[1]);
        return largest >= smallest ? new(smallest, largest.Value, shape) : null;
    }

    private static long? TryBytes(string text)
    {
        var number = text.Trim();
        var unit = 1L;
        if (
            number.Length > 0
            && Units.TryGetValue(char.ToLowerInvariant(number[^1]), out var found)
        )
        {
            (unit, number) = (found, number[..^1]);
        }
        return
            long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value <= long.MaxValue / unit
            ? value * unit
            : null;
    }
}
