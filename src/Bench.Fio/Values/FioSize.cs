using System.Globalization;

namespace Bench.Fio.Values;

/// <summary>A size as fio reads it with its default <c>kb_base=1024</c>.</summary>
/// <param name="Bytes">Number of bytes.</param>
public readonly record struct FioSize(long Bytes)
{
    /// <summary>
    /// A whole number with an optional unit in either case, or one in hex after <c>0x</c> without a unit: fio reads
    /// <c>0x10k</c> as 16. <c>k</c>, <c>ki</c> and <c>kb</c> are 1024; <c>kib</c> is 1000, because fio turns the units
    /// round for old scripts.
    /// </summary>
    public static bool TryParse(string? text, out FioSize size)
    {
        size = default;
        var rest = (text ?? "").AsSpan();
        var hex = rest.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        rest = hex ? rest[2..] : rest;
        var digits = 0;
        while (
            digits < rest.Length
            && (hex ? char.IsAsciiHexDigit(rest[digits]) : char.IsAsciiDigit(rest[digits]))
        )
        {
            digits++;
        }
        var style = hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        if (
            !long.TryParse(rest[..digits], style, CultureInfo.InvariantCulture, out var number)
            || number < 0
            || (hex && digits < rest.Length)
            || Multiplier(rest[digits..]) is not { } multiplier
            || number > long.MaxValue / multiplier
        )
        {
            return false;
        }
        size = new FioSize(number * multiplier);
        return true;
    }

    private static long? Multiplier(ReadOnlySpan<char> unit)
    {
        if (unit.IsEmpty || unit.Equals("b", StringComparison.OrdinalIgnoreCase))
        {
            return 1;
        }
        var power = "kmgtp".IndexOf(char.ToLowerInvariant(unit[0]), StringComparison.Ordinal) + 1;
        if (power == 0)
        {
            return null;
        }
        long? factor = unit[1..].ToString().ToUpperInvariant() switch
        {
            "" or "I" or "B" => 1024,
            "IB" => 1000,
            _ => null,
        };
        return factor is { } f ? (long)Math.Pow(f, power) : null;
    }
}
