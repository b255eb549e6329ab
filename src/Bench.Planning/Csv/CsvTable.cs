namespace Bench.Planning.Csv;

/// <summary>A CSV whose header is known to be good and whose rows all have one cell a column.</summary>
public sealed record CsvTable(IReadOnlyList<CsvColumn> Columns, IReadOnlyList<CsvRow> Rows)
{
    /// <summary>The place of a column by its canonical name, or -1.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (string.Equals(Columns[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }
        return -1;
    }
}

/// <param name="Name">The canonical name.</param>
/// <param name="Header">As the file writes it.</param>
public sealed record CsvColumn(string Name, string Header);

/// <param name="Number">The place among the rows of data, from 1, rows with errors counted.</param>
/// <param name="Line">The line where the row begins, from 1, as an editor counts.</param>
public sealed record CsvRow(int Number, int Line, string[] Cells);
