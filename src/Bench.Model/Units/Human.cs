using System.Globalization;

namespace Bench.Model.Units;

/// <summary>Numbers with their unit, for people. Records and files hold plain numbers in base units instead.</summary>
public static class Human
{
    private static readonly string[] Decimal = ["", "k", "M", "G", "T", "P"];
    private static readonly string[] Times = ["ns", "µs", "ms", "s"];
    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];

    /// <summary>A rate in decimal units: 1,500,000 → <c>1.50 MB/s</c>.</summary>
    public static string BytesPerSecond(double rate) => Scaled(rate, 1000, Decimal, "B/s");

    /// <summary>A size in binary units: 1,572,864 → <c>1.50 MiB</c>.</summary>
    public static string Bytes(double bytes) => Scaled(bytes, 1024, Binary, "B");

    /// <summary>A count per second: 12,345 → <c>12.3 k</c>.</summary>
    public static string Count(double count) => Scaled(count, 1000, Decimal, "").TrimEnd();

    /// <summary>A latency given in nanoseconds: 66,207 → <c>66.2 µs</c>.</summary>
    public static string Nanoseconds(double nanoseconds)
    {
        var value = nanoseconds;
        var i = 0;
        while (Whole(value) >= 1000 && i < Times.Length - 1)
        {
            value /= 1000;
            i++;
        }
        return $"{Digits(value)} {Times[i]}";
    }

    /// <summary>A duration given in seconds: 3,725 → <c>1 h 2 min</c>.</summary>
    public static string Seconds(double seconds)
    {
        if (Whole(seconds * 1e3) < 1000)
        {
            return $"{Digits(seconds * 1e3)} ms";
        }
        if (Math.Abs(Round(seconds, 1)) < 60)
        {
            return $"{Digits(seconds)} s";
        }
        return Whole(seconds) < 3600 ? Pair(seconds, "min", "s") : Pair(seconds / 60, "h", "min");
    }

    private static string Pair(double small, string bigUnit, string smallUnit)
    {
        var whole = Round(small, 0);
        var big = Math.Truncate(whole / 60);
        return FormattableString.Invariant(
            $"{big:0} {bigUnit} {Math.Abs(whole - (big * 60)):0} {smallUnit}"
        );
    }

    private static string Scaled(double value, double step, string[] prefixes, string unit)
    {
        var i = 0;
        while (Whole(value) >= step && i < prefixes.Length - 1)
        {
            value /= step;
            i++;
        }
        var digits =
            i == 0 && value == Math.Floor(value)
                ? value.ToString("0", CultureInfo.InvariantCulture)
                : Digits(value);
        return $"{digits} {prefixes[i]}{unit}";
    }

    /// <summary>
    /// Three significant digits, more only before the point. Chosen by the rounded value, so that 9.999 is 10.0.
    /// </summary>
    private static string Digits(double value)
    {
        var format =
            Math.Abs(Round(value, 2)) < 10 ? "0.00"
            : Math.Abs(Round(value, 1)) < 100 ? "0.0"
            : "0";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>The magnitude as it is shown without a fraction: what decides the unit.</summary>
    private static double Whole(double value) => Math.Abs(Round(value, 0));

    private static double Round(double value, int digits) =>
        Math.Round(value, digits, MidpointRounding.AwayFromZero);
}
