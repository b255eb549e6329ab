using System.Globalization;
using Bench.Model.Runs;
using Bench.Planning.Csv;
using Bench.Planning.Problems;

namespace Bench.Planning.Inputs;

/// <summary>The test cases of a test CSV.</summary>
/// <param name="TestCases">Rows without errors.</param>
/// <param name="Headers">The header as the file writes it, by canonical name.</param>
public sealed record TestCsv(
    IReadOnlyList<TestCaseSpec> TestCases,
    IReadOnlyDictionary<string, string> Headers
)
{
    /// <summary>The workload of a test case whose row names none.</summary>
    public const string DefaultWorkload = "fio";

    private static readonly CsvSchema Schema = new()
    {
        Kind = "test CSV",
        RowKind = "test case",
        Example = "io_type,num_jobs,file_size,block_size,io_depth,nr_files,direct",
        Names = ParameterNames.ByHeader,
        Open = true,
    };

    /// <summary>
    /// Reads both generations: with a <c>test_id</c> column or without (the id is then the row's number). Values of
    /// parameters are not judged here: their rules belong to the workloads.
    /// </summary>
    public static Parsed<TestCsv> Read(SourceFile file)
    {
        var (table, found) = CsvTables.Read(file, Schema);
        if (table is null)
        {
            return new Parsed<TestCsv>(null, found);
        }
        var rows = new RowReader(file, table, [.. found]);
        var tests = rows.Read();
        var headers = table.Columns.ToDictionary(
            c => c.Name,
            c => c.Header,
            StringComparer.Ordinal
        );
        return new Parsed<TestCsv>(new TestCsv(tests, headers), rows.Problems);
    }

    private sealed class RowReader(SourceFile file, CsvTable table, List<Problem> problems)
    {
        private readonly int _id = table.IndexOf(ParameterNames.TestId);
        private readonly int _workload = table.IndexOf(ParameterNames.Workload);
        private readonly int _class = table.IndexOf(ParameterNames.VmClass);
        private readonly Dictionary<string, int> _lineById = new(StringComparer.Ordinal);

        public List<Problem> Problems => problems;

        public List<TestCaseSpec> Read()
        {
            var tests = new List<TestCaseSpec>(table.Rows.Count);
            foreach (var row in table.Rows)
            {
                var before = problems.Count;
                var id = Id(row);
                var workload = Named(row, _workload, "fio") ?? DefaultWorkload;
                var vmClass = Named(row, _class, "large");
                if (problems.Count == before)
                {
                    tests.Add(
                        new TestCaseSpec
                        {
                            Ordinal = row.Number,
                            TestId = id,
                            Line = row.Line,
                            Workload = workload,
                            VmClass = vmClass,
                            Params = Params(row),
                        }
                    );
                }
            }
            return tests;
        }

        private string Id(CsvRow row)
        {
            if (_id < 0)
            {
                return row.Number.ToString(CultureInfo.InvariantCulture);
            }
            var id = row.Cells[_id];
            if (Texts.FlawOfName(id, "read-4k-1") is { } flaw)
            {
                Report(row, _id, flaw.Reason, flaw.Remedy);
            }
            else if (!_lineById.TryAdd(id, row.Line))
            {
                Report(
                    row,
                    _id,
                    $"is also the id of the test case on line {_lineById[id]}",
                    "give each test case an id of its own, or remove the column to number them"
                );
            }
            return id;
        }

        /// <summary>The name in an optional column; null where there is none.</summary>
        private string? Named(CsvRow row, int column, string example)
        {
            if (column < 0 || row.Cells[column].Length == 0)
            {
                return null;
            }
            if (Texts.FlawOfName(row.Cells[column], example) is { } flaw)
            {
                Report(row, column, flaw.Reason, flaw.Remedy);
            }
            return row.Cells[column];
        }

        private Dictionary<string, string> Params(CsvRow row)
        {
            var parameters = new Dictionary<string, string>(
                table.Columns.Count,
                StringComparer.Ordinal
            );
            for (var i = 0; i < table.Columns.Count; i++)
            {
                if (i != _id && i != _workload && i != _class)
                {
                    parameters.Add(table.Columns[i].Name, row.Cells[i]);
                }
            }
            return parameters;
        }

        private void Report(CsvRow row, int column, string reason, string remedy) =>
            problems.Add(
                new Problem(
                    file.Name,
                    row.Line,
                    table.Columns[column].Header,
                    row.Cells[column],
                    reason,
                    remedy
                )
            );
    }
}
