using System.Text.RegularExpressions;
using Bench.Planning.Problems;

namespace Bench.Planning.Csv;

/// <summary>Makes columns of a header line.</summary>
internal static partial class CsvHeader
{
    private const string NameRule =
        "a name made of a-z, 0-9 and _ that does not begin with a digit";

    public static (IReadOnlyList<CsvColumn> Columns, IReadOnlyList<Problem> Problems) Resolve(
        string file,
        CsvRecord header,
        CsvSchema schema
    )
    {
        var columns = new List<CsvColumn>(header.Cells.Length);
        var problems = new List<Problem>();
        var byName = new Dictionary<string, CsvColumn>(StringComparer.Ordinal);
        for (var i = 0; i < header.Cells.Length; i++)
        {
            var text = header.Cells[i].Trim();
            var lower = text.ToLowerInvariant();
            var column = new CsvColumn(schema.Names.GetValueOrDefault(lower, lower), text);
            columns.Add(column);
            var flaw = FlawOf(column, i, schema);
            if (flaw is null && !byName.TryAdd(column.Name, column))
            {
                flaw = Duplicate(column, byName[column.Name]);
            }
            if (flaw is { } f)
            {
                problems.Add(new Problem(file, header.Line, null, text, f.Reason, f.Remedy));
            }
        }
        foreach (var name in schema.Required.Where(name => !byName.ContainsKey(name)))
        {
            problems.Add(
                new Problem(
                    file,
                    header.Line,
                    name,
                    null,
                    $"is missing from the {schema.Kind}",
                    $"a {schema.Kind} looks like {schema.Example}"
                )
            );
        }
        return (columns, problems);
    }

    private static (string Reason, string Remedy)? FlawOf(
        CsvColumn column,
        int index,
        CsvSchema schema
    )
    {
        if (column.Header.Length == 0)
        {
            return ($"stands for the name of column {index + 1}", "name it, or remove its comma");
        }
        if (!schema.Open && !schema.Names.ContainsKey(column.Name))
        {
            return (
                $"is not a column of a {schema.Kind}",
                $"its columns are {string.Join(", ", schema.Names.Keys)}"
            );
        }
        if (!Name().IsMatch(column.Name))
        {
            var example = Unfit().Replace(column.Name, "_").Trim('_');
            return (
                "is not the name of a column",
                Name().IsMatch(example)
                    ? $"write {example}: {NameRule}"
                    : $"write {NameRule}, and separate columns by commas"
            );
        }
        return null;
    }

    private static (string Reason, string Remedy) Duplicate(CsvColumn column, CsvColumn first) =>
        string.Equals(column.Header, first.Header, StringComparison.OrdinalIgnoreCase)
            ? ("is there twice", "remove one of the two columns")
            : ($"means the same as '{first.Header}'", "remove one of the two columns");

    [GeneratedRegex(@"\A[a-z_][a-z0-9_]*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();

    [GeneratedRegex("[^a-z0-9_]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Unfit();
}
