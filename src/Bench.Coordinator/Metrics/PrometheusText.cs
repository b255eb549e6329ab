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
        Declare(name, type, help);
        foreach (var (labels, value) in values)
        {
            Sample(name, labels, value);
        }
    }

    public void Add(string name, string type, string help, double value) =>
        Add(name, type, help, [([], value)]);

    /// <summary>Says what the samples that follow are of.</summary>
    public void Declare(string name, string type, string help)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(EscapedHelp(help)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    public void Sample(string name, IReadOnlyList<(string Name, string Value)> labels, double value)
    {
        _text.Append(name);
        if (labels.Count > 0)
        {
            _text
                .Append('{')
                .AppendJoin(',', labels.Select(l => $"{l.Name}=\"{Escaped(l.Value)}\""))
                .Append('}');
        }
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    public override string ToString() => _text.ToString();

    public static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static string EscapedHelp(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Escaped(string text) =>
        EscapedHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);
}
