using System.Globalization;
using System.Text;

namespace Bench.Fio.JobFiles;

/// <summary>A line that fio takes for something other than what it says.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Name">Of the option or section; empty for a comment.</param>
public sealed record MisreadLine(int Number, string Name, string Reason, string Remedy);

/// <summary>Finds the lines that fio reads without complaint, but not as they are written.</summary>
public static class MisreadLines
{
    /// <summary>fio reads lines into a buffer of 4096 bytes and takes the rest of a longer one for the next line.</summary>
    private const int LongestLine = 4094;

    public static IEnumerable<MisreadLine> In(JobFile file) =>
        from line in file.Lines
        let misread = TooLong(line) ?? BlankBeforeValue(line) ?? ControlCharacter(line)
        where misread is not null
        select misread;

    private static MisreadLine? TooLong(JobLine line) =>
        Encoding.UTF8.GetByteCount(line.Text) > LongestLine
            ? Of(
                line,
                $"the line is longer than the {LongestLine} bytes that fio reads as one",
                "shorten it"
            )
            : null;

    /// <summary>fio drops the unit of a number after a blank and keeps the blank in a text.</summary>
    private static MisreadLine? BlankBeforeValue(JobLine line)
    {
        if (line.Kind != JobLineKind.Option || line.Value is not { Length: > 0 } value)
        {
            return null;
        }
        var equals = line.Text.IndexOf('=', StringComparison.Ordinal);
        return char.IsWhiteSpace(line.Text[equals + 1])
            ? Of(
                line,
                "a blank follows `=`, after which fio drops units: `bs= 4k` is 4 bytes",
                $"write {line.Name}={value}"
            )
            : null;
    }

    /// <summary>fio copies names and values into its JSON as they are.</summary>
    private static MisreadLine? ControlCharacter(JobLine line)
    {
        var text = line.Kind == JobLineKind.Section ? line.Section : line.Name + line.Value;
        return
            line.Kind is JobLineKind.Section or JobLineKind.Option
            && text.Any(char.IsControl)
            && text.First(char.IsControl) is var control
            ? Of(
                line,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the line holds the control character U+{(int)control:X4}, which makes fio's JSON unreadable"
                ),
                "write a blank in its place"
            )
            : null;
    }

    private static MisreadLine Of(JobLine line, string reason, string remedy) =>
        new(
            line.Number,
            line.Kind == JobLineKind.Section ? line.Section : line.Name,
            reason,
            remedy
        );
}
