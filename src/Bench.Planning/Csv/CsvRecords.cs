using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Bench.Planning.Csv;

/// <param name="Line">The line where the record begins, from 1.</param>
/// <param name="Flaw">What is wrong with its quoting, or null.</param>
internal readonly record struct CsvRecord(int Line, string[] Cells, string? Flaw);

/// <summary>
/// The records of a CSV text without blank lines and comments, each with the line where it begins. RFC 4180, and what
/// people write beyond it: spaces around cells and a quote inside an unquoted cell, which stands for itself.
/// </summary>
internal static class CsvRecords
{
    public static IEnumerable<CsvRecord> Read(string text)
    {
        string? flaw = null;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            AllowComments = true,
            BadDataFound = bad => flaw ??= FlawOf(bad.Field),
            Comment = '#',
            Delimiter = ",",
            HasHeaderRecord = false,
            IgnoreBlankLines = true,
            TrimOptions = TrimOptions.Trim,
            WhiteSpaceChars = [' ', '\t'],
        };
        using var parser = new CsvParser(new StringReader(text), configuration);
        var lines = new LineCounter(text);
        while (parser.Read())
        {
            // Cells are processed, and flaws found, only when they are asked for.
            var cells = parser.Record!;
            var raw = parser.RawRecord.AsSpan();
            var line = lines.LineAt((int)parser.CharCount - raw.Length);
            if (raw.IsWhiteSpace())
            {
                continue;
            }
            var content = raw.TrimStart();
            if (content[0] != '#')
            {
                yield return new CsvRecord(line, cells, flaw);
            }
            else if (content.TrimEnd().ContainsAny('\n', '\r'))
            {
                yield return new CsvRecord(
                    line,
                    cells,
                    "is an indented comment with a quote that runs over the lines below"
                );
            }
            flaw = null;
        }
    }

    private static string? FlawOf(string field)
    {
        var cell = field.AsSpan().Trim();
        if (!cell.StartsWith('"'))
        {
            return null;
        }
        return cell.Count('"') % 2 == 1
            ? "opens a quote that is never closed"
            : "has text after a closing quote";
    }

    /// <summary>Line numbers of growing positions, in one pass over the text. \n, \r\n and \r end a line.</summary>
    private sealed class LineCounter(string text)
    {
        private int _position;
        private int _line = 1;

        public int LineAt(int position)
        {
            for (; _position < position; _position++)
            {
                var c = text[_position];
                if (
                    c == '\n'
                    || (c == '\r' && (_position + 1 == text.Length || text[_position + 1] != '\n'))
                )
                {
                    _line++;
                }
            }
            return _line;
        }
    }
}
