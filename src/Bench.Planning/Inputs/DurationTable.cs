using System.Collections.Frozen;
using System.Globalization;
using Bench.Planning.Csv;
using Bench.Planning.Problems;

namespace Bench.Planning.Inputs;

/// <summary>How long one iteration of each test case takes, in seconds, by test id: from a file, or from an earlier run.</summary>
public sealed record DurationTable(string Name, IReadOnlyDictionary<string, double> Seconds)
{
    private const string SecondsColumn = "seconds";

    private static readonly CsvSchema Schema = new()
    {
        Kind = "durations CSV",
        RowKind = "duration",
        Example = "test_id,seconds",
        Names = new[] { ParameterNames.TestId, SecondsColumn }.ToFrozenDictionary(
            name => name,
            StringComparer.Ordinal
        ),
        Required = [ParameterNames.TestId, SecondsColumn],
    };

    /// <summary>Reads a CSV <c>test_id,seconds</c>.</summary>
    public static Parsed<DurationTable> Parse(SourceFile file)
    {
        var (table, found) = CsvTables.Read(file, Schema);
        if (table is null)
        {
            return new Parsed<DurationTable>(null, found);
        }
        var problems = new List<Problem>(found);
        var id = table.IndexOf(ParameterNames.TestId);
        var seconds = table.IndexOf(SecondsColumn);
        var durations = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            if (!TryDuration(row.Cells[seconds], out var duration))
            {
                problems.Add(
                    new Problem(
                        file.Name,
                        row.Line,
                        SecondsColumn,
                        row.Cells[seconds],
                        "is not a duration in seconds above 0",
                        "write for example 12.5"
                    )
                );
            }
            else if (!durations.TryAdd(row.Cells[id], duration))
            {
                problems.Add(
                    new Problem(
                        file.Name,
                        row.Line,
                        ParameterNames.TestId,
                        row.Cells[id],
                        "has a duration further up already",
                        "keep one of the two lines"
                    )
                );
            }
        }
        return new Parsed<DurationTable>(new DurationTable(file.Name, durations), problems);
    }

    private static bool TryDuration(string text, out double seconds) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out seconds)
        && double.IsFinite(seconds)
        && seconds > 0;
}
