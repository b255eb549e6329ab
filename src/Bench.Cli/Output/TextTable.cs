using System.Text;

namespace Bench.Cli.Output;

/// <summary>A plain table in aligned columns. Cells can come from files, so nothing in them reaches the terminal as a command.</summary>
internal sealed class TextTable(params (string Header, bool Right)[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Clean)]);

    public void Write(TextWriter output)
    {
        var widths = columns
            .Select(
                (column, i) => _rows.Select(row => row[i].Length).Append(column.Header.Length).Max()
            )
            .ToArray();
        output.WriteLine(Line([.. columns.Select(column => column.Header)], widths));
        output.WriteLine(string.Join("  ", widths.Select(width => new string('-', width))));
        foreach (var row in _rows)
        {
            output.WriteLine(Line(row, widths));
        }
    }

    /// <summary>The text on one line, without characters that drive a terminal or turn its writing round.</summary>
    public static string Clean(string text)
    {
        if (!text.Any(Drives))
        {
            return text;
        }
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            clean.Append(Drives(c) ? ' ' : c);
        }
        return clean.ToString();
    }

    /// <summary>The same for text of several lines.</summary>
    public static string CleanLines(string text) =>
        string.Join('\n', text.Split('\n').Select(Clean));

    /// <summary>Control characters, line separators, and the marks that turn the direction of writing.</summary>
    private static bool Drives(char c) =>
        char.IsControl(c)
        || c
            is '\u2028'
                or '\u2029'
                or '\u200E'
                or '\u200F'
                or (>= '\u202A' and <= '\u202E')
                or (>= '\u2066' and <= '\u2069');

    private string Line(string[] cells, int[] widths) =>
        string.Join(
                "  ",
                cells.Select(
                    (cell, i) =>
                        columns[i].Right ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])
                )
            )
            .TrimEnd();
}
