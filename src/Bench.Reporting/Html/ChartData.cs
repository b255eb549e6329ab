using System.Text.Json.Serialization;
using Bench.Reporting.Model;
using Bench.Reporting.Rows;

namespace Bench.Reporting.Html;

/// <summary>What the charts of a page are drawn from. Times are µs, rates MB/s; names are short because 10,000 rows repeat them.</summary>
internal sealed record ChartData
{
    /// <summary>Labels of the configs, by index.</summary>
    public required IReadOnlyList<string> Configs { get; init; }

    /// <summary>Labels of the test cases, by index.</summary>
    public required IReadOnlyList<string> Tests { get; init; }
    public required IReadOnlyList<ChartRow> Rows { get; init; }
    public required IReadOnlyList<ChartPhases> Phases { get; init; }
    public required IReadOnlyList<string> PhaseNames { get; init; }

    public static ChartData Of(Report report)
    {
        var labels = new TestLabels(report.Entries);
        var configs = report
            .Configs.Select((c, i) => (c.ConfigId, Index: i))
            .ToDictionary(c => c.ConfigId, c => c.Index);
        var severalVms = report.Combined is not null;
        var rows = ReportRows.Of(report).Where(r => r.Figures is not null);
        string[] phaseNames =
        [
            .. report
                .Entries.SelectMany(e => e.Phases.Keys)
                .Where(IsTopLevel)
                .Distinct(StringComparer.Ordinal),
        ];
        return new ChartData
        {
            Configs = [.. report.Configs.Select(c => c.Label)],
            Tests = labels.Labels,
            Rows = [.. rows.Select(r => Row(r, labels, configs, severalVms))],
            PhaseNames = phaseNames,
            Phases =
            [
                .. report
                    .Entries.Where(e => e.Phases.Count > 0)
                    .Select(e => new ChartPhases(
                        e.MatrixId,
                        labels.IndexOf(e),
                        configs[e.ConfigId],
                        severalVms ? e.Vm : null,
                        [
                            .. phaseNames.Select(name =>
                                Rounded(e.Phases.GetValueOrDefault(name)?.Median) ?? 0
                            ),
                        ]
                    )),
            ],
        };
    }

    private static bool IsTopLevel(string phase) => !phase.Contains('/', StringComparison.Ordinal);

    private static ChartRow Row(
        ReportRow row,
        TestLabels labels,
        Dictionary<int, int> configs,
        bool severalVms
    )
    {
        var figures = row.Figures!;
        var bw = figures.BwBytesPerSecond;
        var clat = figures.ClatNs;
        return new ChartRow
        {
            Id = row.Entry.MatrixId,
            T = labels.IndexOf(row.Entry),
            C = configs[row.Entry.ConfigId],
            D = row.Direction!,
            G = row.Group,
            Vm = severalVms ? row.Entry.Vm : null,
            Bw = [Mega(bw.Median), Mega(bw.Min), Mega(bw.Max)],
            P50 = Micro(clat?.P50),
            P99 = Micro(clat?.P99),
            P999 = Micro(clat?.P999),
            P99Range = clat?.P99Range is { } range
                ? [Micro(range.Min)!.Value, Micro(range.Max)!.Value]
                : null,
            // A log scale has no zero: what took 0 ns is drawn at 1 ns.
            Cdf = clat is null
                ? []
                :
                [
                    .. clat.Cdf.SelectMany(p =>
                        (double[])[Micro(Math.Max(p.Value, 1))!.Value, Fraction(p.Fraction)]
                    ),
                ],
        };
    }

    private static double Mega(double value) => Rounded(value / 1e6)!.Value;

    private static double? Micro(double? nanoseconds) => Rounded(nanoseconds / 1e3);

    private static double Fraction(double value) => Math.Round(value, 6);

    /// <summary>Six significant digits, enough for any screen.</summary>
    private static double? Rounded(double? value)
    {
        if (value is not { } number || number == 0)
        {
            return value;
        }
        var digits = 5 - (int)Math.Floor(Math.Log10(Math.Abs(number)));
        return digits is >= 0 and <= 15 ? Math.Round(number, digits) : number;
    }
}

/// <summary>One direction of an entry.</summary>
internal sealed record ChartRow
{
    /// <summary>Matrix id.</summary>
    public required int Id { get; init; }

    /// <summary>Index of the test.</summary>
    public required int T { get; init; }

    /// <summary>Index of the config.</summary>
    public required int C { get; init; }

    /// <summary>Direction.</summary>
    public required string D { get; init; }

    /// <summary>Group, where there are several.</summary>
    public int? G { get; init; }

    /// <summary>VM, where several ran the same entry.</summary>
    public string? Vm { get; init; }

    /// <summary>Median, minimum and maximum.</summary>
    public required double[] Bw { get; init; }
    public double? P50 { get; init; }
    public double? P99 { get; init; }
    public double? P999 { get; init; }
    public double[]? P99Range { get; init; }

    /// <summary>Latency and share in turns.</summary>
    public required double[] Cdf { get; init; }
}

/// <summary>Median seconds of an entry's phases, in the order of the names.</summary>
internal sealed record ChartPhases(int Id, int T, int C, string? Vm, double[] S);

/// <summary>
/// Serialises chart data with the default encoder, which writes <c>&lt;</c>, <c>&gt;</c>, <c>&amp;</c> and quotes as
/// escapes: no text can end the script element that holds the JSON.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ChartData))]
internal sealed partial class ChartJson : JsonSerializerContext;
