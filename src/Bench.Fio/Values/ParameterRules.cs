using System.Globalization;
using System.Text;

namespace Bench.Fio.Values;

/// <summary>What a value of a test case may be before it is written into a job file.</summary>
public static class ParameterRules
{
    /// <summary>The remedy in a few words, or null where the value is good.</summary>
    /// <param name="column">Canonical name of the column; any other than fio's own is only kept harmless.</param>
    public static string? Problem(string column, string value) =>
        Hostile(value)
        ?? column switch
        {
            "io_type" => RwMode.TryParse(value, out _)
                ? null
                : "use one of fio's modes: read, write, randread, randwrite, rw, randrw, trim",
            "num_jobs" or "io_depth" or "nr_files" => IsCount(value)
                ? null
                : "use a whole number from 1",
            "direct" => value is "0" or "1" ? null : "use 0 or 1",
            "block_size" => AllSizes(value, ',')
                ? null
                : "use a size above 0 as fio writes it, such as 128k",
            "file_size" => AllSizes(value, '-')
                ? null
                : "use a size above 0 as fio writes it, such as 5g",
            _ => null,
        };

    /// <summary>fio runs a shell on lines with <c>$</c>, and cuts lines at <c>#</c> and <c>;</c>.</summary>
    private static string? Hostile(string value)
    {
        foreach (var rune in value.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 or 0xFFFD)
            {
                return "remove the control character or line break";
            }
            if (rune.Value is '`' or '$' or '#' or ';' or '\'' or '"' or '\\')
            {
                return $"remove the character {rune}, which has a meaning of its own in a job file";
            }
        }
        return value.Length > 0 && value.Trim().Length == value.Length
            ? null
            : "give a value without blanks at its ends";
    }

    private static bool IsCount(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count > 0;

    /// <summary>Up to three block sizes (read, write, trim), or the two ends of a range of file sizes.</summary>
    private static bool AllSizes(string value, char separator)
    {
        var parts = value.Split(separator);
        return parts.Length <= (separator == ',' ? 3 : 2)
            && parts.All(part => FioSize.TryParse(part, out var size) && size.Bytes > 0);
    }
}
