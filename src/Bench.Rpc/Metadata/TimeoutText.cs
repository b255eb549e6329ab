using System.Globalization;

namespace Bench.Rpc.Metadata;

/// <summary>The value of grpc-timeout: at most eight digits and a unit.</summary>
public static class TimeoutText
{
    private const long Largest = 99_999_999;

    private static readonly (char Unit, long Nanoseconds)[] Units =
    [
        ('n', 1),
        ('u', 1_000),
        ('m', 1_000_000),
        ('S', 1_000_000_000),
        ('M', 60_000_000_000),
        ('H', 3_600_000_000_000),
    ];

    /// <summary>Rounded up to the finest unit that holds it; what is not positive becomes one nanosecond.</summary>
    public static string Format(TimeSpan timeout)
    {
        // Ticks are 100 ns; beyond this the product would not fit, and hours are wide enough.
        var ticks = Math.Clamp(timeout.Ticks, 0, long.MaxValue / 200);
        var nanoseconds = Math.Max(1, ticks * 100);
        foreach (var (unit, size) in Units)
        {
            var count = ((nanoseconds - 1) / size) + 1;
            if (count <= Largest)
            {
                return count.ToString(CultureInfo.InvariantCulture) + unit;
            }
        }
        return $"{Largest.ToString(CultureInfo.InvariantCulture)}H";
    }

    /// <returns>False for what is not a timeout by the protocol's grammar.</returns>
    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (
            text.Length is < 2 or > 9
            || !long.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var count
            )
        )
        {
            return false;
        }
        var size = Array.Find(Units, it => it.Unit == text[^1]).Nanoseconds;
        if (size is 0)
        {
            return false;
        }
        timeout = TimeSpan.FromTicks(size >= 100 ? count * (size / 100) : (count + 99) / 100);
        return true;
    }
}
