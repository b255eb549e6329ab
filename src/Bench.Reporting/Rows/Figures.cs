using System.Globalization;

namespace Bench.Reporting.Rows;

/// <summary>Numbers for table cells in the units of their column: fixed units, so that a column can be compared at a glance.</summary>
public static class Figures
{
    /// <summary>What stands where there is no figure.</summary>
    public const string None = "–";

    /// <summary>Bytes per second in MB/s (10⁶).</summary>
    public static string MegabytesPerSecond(double? bytesPerSecond) => Digits(bytesPerSecond / 1e6);

    /// <summary>Nanoseconds in µs.</summary>
    public static string Microseconds(double? nanoseconds) => Digits(nanoseconds / 1e3);

    /// <summary>Nanoseconds in ms.</summary>
    public static string Milliseconds(double? nanoseconds) => Digits(nanoseconds / 1e6);

    /// <summary>At least three significant digits, thousands grouped.</summary>
    public static string Digits(double? value) =>
        value is not { } number
            ? None
            : number.ToString(
                Math.Abs(number) switch
                {
                    0 => "0",
                    < 0.01 => "0.0000",
                    < 10 => "0.00",
                    < 100 => "0.0",
                    _ => "#,0",
                },
                CultureInfo.InvariantCulture
            );
}
