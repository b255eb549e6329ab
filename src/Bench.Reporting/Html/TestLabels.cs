using Bench.Reporting.Model;

namespace Bench.Reporting.Html;

/// <summary>Labels of test cases: the id and the parameters in which the tests differ.</summary>
internal sealed class TestLabels
{
    private const int LongestLabel = 60;
    private readonly Dictionary<int, int> _indexes = [];
    private readonly List<string> _labels = [];

    public TestLabels(IReadOnlyList<ReportEntry> entries)
    {
        var varying = TableView
            .ParamNames(entries)
            .Where(name => TableView.Varies(entries, name))
            .ToList();
        foreach (var entry in entries.OrderBy(e => e.TestOrdinal))
        {
            if (_indexes.TryAdd(entry.TestOrdinal, _labels.Count))
            {
                _labels.Add(Label(entry, varying));
            }
        }
    }

    public IReadOnlyList<string> Labels => _labels;

    public int IndexOf(ReportEntry entry) => _indexes[entry.TestOrdinal];

    private static string Label(ReportEntry entry, List<string> varying)
    {
        var parts = varying
            .Where(entry.Params.ContainsKey)
            .Select(name => Short(name, entry.Params[name]));
        var text = string.Join(' ', [$"{entry.TestId}:", .. parts]).TrimEnd(':');
        return text.Length > LongestLabel ? text[..(LongestLabel - 1)] + "…" : text;
    }

    private static string Short(string name, string value) =>
        name switch
        {
            "io_type" => value,
            "num_jobs" => $"{value} jobs",
            "block_size" => $"bs {value}",
            "io_depth" => $"qd {value}",
            "file_size" => $"file {value}",
            "nr_files" => $"{value} files",
            _ => $"{name} {value}",
        };
}
