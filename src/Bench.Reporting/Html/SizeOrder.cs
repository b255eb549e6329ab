using System.Globalization;

namespace Bench.Reporting.Html;

/// <summary>The number to sort a parameter by: <c>64</c>, <c>128k</c> and <c>1g</c> in this order.</summary>
internal static class SizeOrder
{
    private const string Suffixes = "kmgtp";

    /// <summary>Null for text that is no number with an optional binary suffix.</summary>
    public static double? ValueOf(string text)
    {
        var digits = text.AsSpan().Trim();
        var scale = 1.0;
        var isByteSuffix = digits.Length > 1 && digits[^1] is 'b' or 'B';
        digits = isByteSuffix ? digits[..^1] : digits;
        digits = digits.EndsWith("i", StringComparison.OrdinalIgnoreCase) ? digits[..^1] : digits;
        if (
            digits.Length > 1
            && Suffixes.IndexOf(char.ToLowerInvariant(digits[^1])) is >= 0 and var power
        )
        {
            scale = Math.Pow(1024, power + 1);
            digits = digits[..^1];
        }
        return
            double.TryParse(
                digits,
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var number
            ) && double.IsFinite(number)
            ? number * scale
            : null;
    }
}
