using Bench.Planning.Inputs;
using Bench.Planning.Problems;

namespace Bench.Planning.Csv;

/// <summary>Reads a CSV file into a table: what all kinds of CSV have in common.</summary>
public static class CsvTables
{
    /// <summary>
    /// Reads UTF-8 with or without a byte order mark; any line ends; blank lines and lines that begin with <c>#</c> are
    /// left out. Without a usable header there is no table; rows with errors are reported and left out.
    /// </summary>
    public static Parsed<CsvTable> Read(SourceFile file, CsvSchema schema)
    {
        var (text, undecodable) = file.Decode();
        if (undecodable is not null)
        {
            return new Parsed<CsvTable>(null, [undecodable]);
        }
        using var records = CsvRecords.Read(text!).GetEnumerator();
        if (!records.MoveNext())
        {
            return Nothing(file, null, "is empty", $"begin with a header such as {schema.Example}");
        }
        var header = records.Current;
        if (header.Flaw is not null)
        {
            return Nothing(
                file,
                header.Line,
                header.Flaw,
                "quote a cell from its first character to its last"
            );
        }
        var (columns, problems) = CsvHeader.Resolve(file.Name, header, schema);
        if (problems.Count > 0)
        {
            return new Parsed<CsvTable>(null, problems);
        }
        return Body(file, schema, columns, records);
    }

    private static Parsed<CsvTable> Body(
        SourceFile file,
        CsvSchema schema,
        IReadOnlyList<CsvColumn> columns,
        IEnumerator<CsvRecord> records
    )
    {
        var rows = new List<CsvRow>();
        var problems = new List<Problem>();
        var number = 0;
        while (records.MoveNext())
        {
            number++;
            var record = records.Current;
            if (FlawOf(record, columns.Count) is { } flaw)
            {
                problems.Add(
                    new Problem(file.Name, record.Line, null, null, flaw.Reason, flaw.Remedy)
                );
                continue;
            }
            rows.Add(new CsvRow(number, record.Line, record.Cells));
        }
        if (number == 0)
        {
            problems.Add(
                new Problem(
                    file.Name,
                    null,
                    null,
                    null,
                    $"has a header but no {schema.RowKind}",
                    "write one a line below the header"
                )
            );
        }
        return new Parsed<CsvTable>(new CsvTable(columns, rows), problems);
    }

    private static (string Reason, string Remedy)? FlawOf(CsvRecord record, int columns)
    {
        if (record.Flaw is not null)
        {
            return (record.Flaw, "quote a cell from its first character to its last");
        }
        var cells = record.Cells.Length;
        if (cells == columns)
        {
            return null;
        }
        return (
            $"has {cells} {(cells == 1 ? "cell" : "cells")} where the header has {columns}",
            cells > columns
                ? "put a cell that holds a comma into quotes"
                : "write every cell, an empty one as well"
        );
    }

    private static Parsed<CsvTable> Nothing(
        SourceFile file,
        int? line,
        string reason,
        string remedy
    ) => new(null, [new Problem(file.Name, line, null, null, reason, remedy)]);
}
