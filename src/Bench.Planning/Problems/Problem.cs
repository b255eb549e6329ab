using System.Globalization;
using System.Text;

namespace Bench.Planning.Problems;

/// <summary>Whether a problem stops the run before it starts.</summary>
public enum ProblemSeverity
{
    /// <summary>Nothing may start.</summary>
    Error,

    /// <summary>The run may start; the user should know.</summary>
    Warning,
}

/// <summary>One thing that is wrong with what the user gave, told so that it can be put right without asking back.</summary>
/// <param name="File">The file as the user named it, or the option of the command line (<c>--iterations</c>).</param>
/// <param name="Line">From 1, as an editor counts: the first line of the row.</param>
/// <param name="Column">The header as the file writes it.</param>
/// <param name="Value">What stands there.</param>
/// <param name="Reason">What is wrong; begins with a verb after <paramref name="Value"/> (<c>is not a size</c>).</param>
/// <param name="Remedy">What to do (<c>write for example 4k</c>).</param>
public sealed record Problem(
    string File,
    int? Line,
    string? Column,
    string? Value,
    string Reason,
    string Remedy
)
{
    private const int LongestValue = 80;

    /// <summary>An error unless said otherwise.</summary>
    public ProblemSeverity Severity { get; init; } = ProblemSeverity.Error;

    /// <summary>One line: <c>cases.csv:5: column block_size: '4x' is not a size; write for example 4k</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(File);
        if (Line is { } line)
        {
            text.Append(CultureInfo.InvariantCulture, $":{line}");
        }
        text.Append(": ");
        if (Severity == ProblemSeverity.Warning)
        {
            text.Append("warning: ");
        }
        if (Column is not null)
        {
            text.Append("column ").Append(OnOneLine(Column)).Append(": ");
        }
        if (Value is not null)
        {
            text.Append('\'').Append(OnOneLine(Value)).Append("' ");
        }
        text.Append(Reason);
        return Remedy.Length == 0 ? text.ToString() : text.Append("; ").Append(Remedy).ToString();
    }

    /// <summary>A value must neither break the line nor drive the terminal, and a long one must not hide the reason.</summary>
    private static string OnOneLine(string value)
    {
        var text = new StringBuilder();
        foreach (var c in value)
        {
            if (text.Length >= LongestValue)
            {
                return text.Append('…').ToString();
            }
            _ = c switch
            {
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ when char.IsControl(c) => text.Append(
                    CultureInfo.InvariantCulture,
                    $"\\u{(int)c:x4}"
                ),
                _ => text.Append(c),
            };
        }
        return text.ToString();
    }
}
