using System.Globalization;
using System.Text.RegularExpressions;

namespace Bench.Coordinator.Tests.Serving;

/// <summary>Reads Prometheus' text format strictly, and holds it to the rules that promtool checks.</summary>
internal sealed partial class Exposition
{
    private static readonly string[] Parts = ["_count", "_sum", "_bucket"];
    private static readonly string[] Abbreviations = ["_ms", "_sec", "_secs", "_mb", "_kb", "_pct"];
    private readonly Dictionary<string, string> _types = [];
    private string? _current;

    /// <summary>Values by name with labels, as written.</summary>
    public Dictionary<string, double> Values { get; } = [];

    public IReadOnlyDictionary<string, string> Types => _types;

    public static Exposition Read(string text)
    {
        text.ShouldEndWith("\n");
        text.ShouldNotContain("\r");
        var read = new Exposition();
        string? helped = null;
        foreach (var line in text[..^1].Split('\n'))
        {
            if (Help().Match(line) is { Success: true } help)
            {
                helped = help.Groups["name"].Value;
                help.Groups["text"].Value.Trim().ShouldNotBeEmpty(line);
            }
            else if (Type().Match(line) is { Success: true } type)
            {
                type.Groups["name"].Value.ShouldBe(helped, "HELP stands right before TYPE");
                read.Declare(helped!, type.Groups["type"].Value);
            }
            else
            {
                read.Sample(line);
            }
        }
        read.CheckHistograms();
        return read;
    }

    private void Declare(string name, string type)
    {
        _types.TryAdd(name, type).ShouldBeTrue($"{name} is declared once");
        _current = name;
        name.ShouldBe(name.ToLowerInvariant());
        Abbreviations.ShouldAllBe(unit => !name.EndsWith(unit, StringComparison.Ordinal), name);
        name.EndsWith("_total", StringComparison.Ordinal).ShouldBe(type == "counter", name);
        Parts.ShouldAllBe(part => !name.EndsWith(part, StringComparison.Ordinal), name);
        name.Contains(type, StringComparison.Ordinal).ShouldBeFalse("no type in a name");
    }

    private void Sample(string line)
    {
        var sample = Line().Match(line);
        sample.Success.ShouldBeTrue($"not in the format: {line}");
        var name = sample.Groups["name"].Value;
        var labels = sample.Groups["label"].Captures.Select(one => one.Value).ToList();
        labels.ShouldBeUnique();
        labels.ShouldAllBe(label => !label.StartsWith("__", StringComparison.Ordinal));
        var isHistogram = _types[_current!] == "histogram";
        (
            isHistogram
                ? new[] { $"{_current}_bucket", $"{_current}_sum", $"{_current}_count" }
                : [_current!]
        ).ShouldContain(name, "samples stand together under their TYPE");
        labels.Contains("le").ShouldBe(name.EndsWith("_bucket", StringComparison.Ordinal));
        var value = Number(sample.Groups["value"].Value);
        if (_types[_current!] is "counter" or "histogram")
        {
            value.ShouldBeGreaterThanOrEqualTo(0);
        }
        Values.Add(line[..line.LastIndexOf(' ')], value);
    }

    /// <summary>Buckets grow, and the last one is all.</summary>
    private void CheckHistograms()
    {
        var series = Values
            .Where(one => one.Key.Contains("_bucket{", StringComparison.Ordinal))
            .GroupBy(one => Bound().Replace(one.Key, ""));
        foreach (var buckets in series)
        {
            var counts = buckets.Select(one => one.Value).ToList();
            counts.SequenceEqual(counts.Order()).ShouldBeTrue(buckets.Key);
            var bounds = buckets
                .Select(one => Number(Bound().Match(one.Key).Groups["bound"].Value))
                .ToList();
            bounds.SequenceEqual(bounds.Order()).ShouldBeTrue(buckets.Key);
            bounds[^1].ShouldBe(double.PositiveInfinity);
            var name = buckets.Key.Replace("_bucket", "_count", StringComparison.Ordinal);
            Values[name.Replace("{}", "", StringComparison.Ordinal)].ShouldBe(counts[^1]);
        }
    }

    private static double Number(string text) =>
        text switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        };

    [GeneratedRegex(
        @"^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<text>(?:[^\\\n]|\\\\|\\n)*)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Help();

    [GeneratedRegex(
        "^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Type();

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?:(?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?:[^"\\\n]|\\\\|\\"|\\n)*"(?:,(?!\})|(?=\})))+\})? (?<value>[+-]?Inf|NaN|[+-]?[0-9][0-9.]*(?:[eE][+-]?[0-9]+)?)$""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Line();

    [GeneratedRegex(
        """,?le="(?<bound>[^"]*)"(?=\})""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Bound();
}
