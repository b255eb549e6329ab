using System.Globalization;
using System.Text;

namespace Bench.Coordinator.Metrics;

/// <summary>Writes metrics in the text format of Prometheus, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>A metric with its values by labels.</summary>
    /// <param name="type"><c>gauge</c> or <c>counter</c>.</param>
    public void Add(
        string name,
        string type,
        string help,
        IEnumerable<(IReadOnlyList<(string Name, string Value)> Labels, double Value)> values
    )
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        foreach (var (labels, value) in values)
        {
            _text.Append(name);
            if (labels.Count > 0)
            {
                _text
                    .Append('{')
                    .AppendJoin(',', labels.Select(l => $"{l.Name}=\"{Escaped(l.Value)}\""))
                    .Append('}');
            }
            _text
                .Append(' ')
                .Append(value.ToString("R", CultureInfo.InvariantCulture))
                .Append('\n');
        }
    }

    public void Add(string name, string type, string help, double value) =>
        Add(name, type, help, [([], value)]);

    public override string ToString() => _text.ToString();

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
}
