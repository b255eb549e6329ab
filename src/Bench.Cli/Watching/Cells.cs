using System.Text;
using Bench.Cli.Output;

namespace Bench.Cli.Watching;

/// <summary>Text measured in the cells of a terminal. Nothing of it drives the terminal.</summary>
internal static class Cells
{
    /// <summary>Exactly so many cells wide: cut with an ellipsis, or filled with blanks.</summary>
    public static string Fit(string text, int width, bool right = false)
    {
        if (width <= 0)
        {
            return "";
        }
        var (cut, used) = Cut(TextTable.Clean(text), width);
        var blanks = new string(' ', width - used);
        return right ? blanks + cut : cut + blanks;
    }

    /// <summary>Not wider than that, and not filled.</summary>
    public static string Limit(string text, int width) =>
        width <= 0 ? "" : Cut(TextTable.Clean(text), width).Text;

    private static (string Text, int Used) Cut(string text, int width)
    {
        var whole = text.EnumerateRunes().Sum(WidthOf);
        if (whole <= width)
        {
            return (text, whole);
        }
        var kept = new StringBuilder();
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (used + WidthOf(rune) > width - 1)
            {
                break;
            }
            kept.Append(rune.ToString());
            used += WidthOf(rune);
        }
        return (kept.Append('…').ToString(), used + 1);
    }

    /// <summary>Characters of East Asian scripts and most pictures take two cells; marks that combine take none.</summary>
    private static int WidthOf(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is System.Globalization.UnicodeCategory.NonSpacingMark
                or System.Globalization.UnicodeCategory.EnclosingMark
                or System.Globalization.UnicodeCategory.Format
            ? 0
        : rune.Value
            is (>= 0x1100 and <= 0x115F)
                or (>= 0x2E80 and <= 0xA4CF)
                or (>= 0xAC00 and <= 0xD7A3)
                or (>= 0xF900 and <= 0xFAFF)
                or (>= 0xFE30 and <= 0xFE6F)
                or (>= 0xFF00 and <= 0xFF60)
                or (>= 0xFFE0 and <= 0xFFE6)
                or (>= 0x1F300 and <= 0x1FAFF)
                or (>= 0x20000 and <= 0x3FFFD)
            ? 2
        : 1;
}
