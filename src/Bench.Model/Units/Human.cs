using System.Globalization;

namespace Bench.Model.Units;

/// <summary>Numbers with their unit, for people. Records and files hold plain numbers in base units instead.</summary>
public static class Human
{
    private static readonly string[] Decimal = ["", "k", "M", "G", "T", "P"];
    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];

    /// <summary>A rate in decimal units: 1,500,000 → <c>1.50 MB/s</c>.</summary>
    public static string BytesPerSecond(double rate) => Scaled(rate, 1000, Decimal, "B/s");

    /// <summary>A size in binary units: 1,572,864 → <c>1.50 MiB</c>.</summary>
    public static string Bytes(double bytes) => Scaled(bytes, 1024, Binary, "B");

    /// <summary>A count per second: 12,345 → <c>12.3 k</c>.</summary>
    public static string Count(double count) => Scaled(count, 1000, Decimal, "").TrimEnd();

    /// <summary>A latency given in nanoseconds: 66,207 → <c>66.2 µs</c>.</summary>
    public static string Nanoseconds(double nanoseconds) =>
        Math.Abs(nanoseconds) switch
        {
            < 1e3 => $"{Digits(nanoseconds)} ns",
            < 1e6 => $"{Digits(nanoseconds / 1e3)} µs",
            < 1e9 => $"{Digits(nanoseconds / 1e6)} ms",
            _ => $"{Digits(nanoseconds / 1e9)} s",
        };

    /// <summary>A duration given in seconds: 3,725 → <c>1 h 2 min</c>.</summary>
    public static string Seconds(double seconds) =>
        Math.Abs(seconds) switch
        {
            < 1 => $"{Digits(seconds * 1e3)} ms",
            < 60 => $"{Digits(seconds)} s",
            < 3600 => FormattableString.Invariant(
                $"{Math.Floor(seconds / 60):0} min {Math.Floor(seconds % 60):0} s"
            ),
            _ => FormattableString.Invariant(
                $"{Math.Floor(seconds / 3600):0} h {Math.Floor(seconds % 3600 / 60):0} min"
            ),
        };

    private static string Scaled(double value, double step, string[] prefixes, string unit)
    {
        var i = 0;
        while (Math.Abs(value) >= step && i < prefixes.Length - 1)
        {
            value /= step;
            i++;
        }
        return $"{(i == 0 && value == Math.Floor(value) ? value.ToString("0", CultureInfo.InvariantCulture) : Digits(value))} {prefixes[i]}{unit}";
    }

    /// <summary>Three significant digits.</summary>
    private static string Digits(double value) =>
        value.ToString(
            Math.Abs(value) switch
            {
                < 10 => "0.00",
                < 100 => "0.0",
                _ => "0",
            },
            CultureInfo.InvariantCulture
        );
}
