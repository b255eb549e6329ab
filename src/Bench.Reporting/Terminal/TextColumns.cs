using System.Text;

namespace Bench.Reporting.Terminal;

/// <summary>Lines of cells as columns of a terminal.</summary>
internal static class TextColumns
{
    private const string Gap = "  ";

    /// <param name="text">Gets the lines, each ended by LF and without white space at its end.</param>
    /// <param name="lines">Of as many cells each; the headers first.</param>
    /// <param name="firstNumber">Index of the first column that is aligned to the right.</param>
    public static void AppendColumns(
        this StringBuilder text,
        IReadOnlyList<IReadOnlyList<string>> lines,
        int firstNumber
    )
    {
        var widths = Enumerable
            .Range(0, lines[0].Count)
            .Select(column => lines.Max(line => line[column].Length))
            .ToArray();
        foreach (var line in lines)
        {
            var cells = line.Select(
                (cell, i) => i >= firstNumber ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])
            );
            text.Append(string.Join(Gap, cells).TrimEnd()).Append('\n');
        }
    }
}
