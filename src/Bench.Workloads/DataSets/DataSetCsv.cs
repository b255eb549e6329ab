using System.Collections.Frozen;
using Bench.Fio.Values;
using Bench.Model.Runs;
using Bench.Planning.Csv;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;

namespace Bench.Workloads.DataSets;

/// <summary>
/// The manifest of a data set, <c>path,size</c>: the files that stand in every read set before fio lays out what its
/// job file names beyond them.
/// </summary>
public static class DataSetCsv
{
    private const string PathColumn = "path";
    private const string SizeColumn = "size";

    private static readonly CsvSchema Schema = new()
    {
        Kind = "data set",
        RowKind = "file",
        Example = "path,size",
        Names = new[] { PathColumn, SizeColumn }.ToFrozenDictionary(
            name => name,
            StringComparer.Ordinal
        ),
        Required = [PathColumn, SizeColumn],
    };

    public static Parsed<IReadOnlyList<DataFile>> Read(SourceFile file)
    {
        var (table, found) = CsvTables.Read(file, Schema);
        if (table is null)
        {
            return new Parsed<IReadOnlyList<DataFile>>(null, found);
        }
        var problems = new List<Problem>(found);
        var path = table.IndexOf(PathColumn);
        var size = table.IndexOf(SizeColumn);
        var files = new List<DataFile>();
        foreach (var row in table.Rows)
        {
            if (FlawOf(row.Cells[path]) is { } flaw)
            {
                problems.Add(Of(row, PathColumn, path, flaw, "write for example images/0001.bin"));
            }
            else if (!FioSize.TryParse(row.Cells[size], out var bytes))
            {
                problems.Add(
                    Of(row, SizeColumn, size, "is not a size", "write bytes, or for example 64m")
                );
            }
            else
            {
                files.Add(new DataFile(row.Cells[path], bytes.Bytes));
            }
        }
        problems.AddRange(Clashes(file, table, path));
        return new Parsed<IReadOnlyList<DataFile>>(files, problems);

        Problem Of(CsvRow row, string column, int index, string reason, string remedy) =>
            new(file.Name, row.Line, column, row.Cells[index], reason, remedy);
    }

    /// <summary>A path twice, or one that another one needs as a folder.</summary>
    private static IEnumerable<Problem> Clashes(SourceFile file, CsvTable table, int path)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var folders = new HashSet<string>(
            table.Rows.SelectMany(row => Folders(row.Cells[path])),
            StringComparer.Ordinal
        );
        foreach (var row in table.Rows)
        {
            var text = row.Cells[path];
            if (!lines.TryAdd(text, row.Line))
            {
                yield return new Problem(
                    file.Name,
                    row.Line,
                    PathColumn,
                    text,
                    $"is a file on line {lines[text]} already",
                    "keep one of the two lines"
                );
            }
            else if (folders.Contains(text))
            {
                yield return new Problem(
                    file.Name,
                    row.Line,
                    PathColumn,
                    text,
                    "is also the folder of another file",
                    "name one of them otherwise"
                );
            }
        }
    }

    private static IEnumerable<string> Folders(string path)
    {
        for (
            var slash = path.IndexOf('/', StringComparison.Ordinal);
            slash >= 0;
            slash = path.IndexOf('/', slash + 1)
        )
        {
            yield return path[..slash];
        }
    }

    /// <summary>Files must stay within the folder of the data set, on every kind of mount.</summary>
    private static string? FlawOf(string path)
    {
        if (path.Length == 0)
        {
            return "is empty";
        }
        if (path.StartsWith('/'))
        {
            return "is absolute";
        }
        if (path.Any(char.IsControl))
        {
            return "holds a control character";
        }
        return path.Split('/').Any(part => part is "" or "." or "..")
            ? "has a part that is empty, '.' or '..'"
            : null;
    }
}
