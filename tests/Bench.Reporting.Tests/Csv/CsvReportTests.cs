using System.Globalization;
using Bench.Reporting.Csv;
using Bench.Reporting.Model;
using Bench.Reporting.Tests.Aggregation;
using Bench.Reporting.Tests.Runs;
using CsvHelper;

namespace Bench.Reporting.Tests.Csv;

[TestFixture]
public sealed class CsvReportTests
{
    [TestCase("=1+1", "'=1+1")]
    [TestCase("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [TestCase("  @SUM(A1)", "'  @SUM(A1)")]
    [TestCase("\t=1", "'\t=1")]
    [TestCase("-1", "-1")]
    [TestCase("-1-1", "'-1-1")]
    [TestCase("plain, \"quoted\"\nand broken", "plain, \"quoted\"\nand broken")]
    public async Task NoTextBecomesAFormula(string label, string expected)
    {
        var run = new RunBuilder()
            .Config(label)
            .Test(label, ("io_type", label), ("further", label))
            .Vm("vm-1")
            .Ended(1, "vm-1", new Iteration(FioFiles.Recorded("few")));
        var report = await ReportAggregatorTests.AggregateAsync(run);

        var row = Rows(CsvReport.Write(report)).ShouldHaveSingleItem();

        row["Config"].ShouldBe(expected);
        row["Test ID"].ShouldBe(expected);
        row["IOType"].ShouldBe(expected);
        row["further"].ShouldBe(expected);
    }

    [Test]
    public async Task EveryColumnOfTheOldReportIsThere()
    {
        var rows = Rows(
            CsvReport.Write(await ReportAggregatorTests.AggregateAsync(SampleRuns.Small()))
        );

        string[] wanted =
        [
            "Matrix ID",
            "Test ID",
            "Config",
            "Commit",
            "IOType",
            "Jobs",
            "FSize",
            "BS",
            "IOD",
            "NrFiles",
            "Direct",
            "Read BW Median (MB/s)",
            "Write BW Median (MB/s)",
            "Read Latency Min (us)",
            "Read Latency Max (us)",
            "Read Latency Avg (us)",
            "Read Latency Stddev (us)",
            "Read Latency P50 (us)",
            "Read Latency P90 (us)",
            "Write Latency P99 (us)",
            "CPU Avg (%)",
            "CPU Peak (%)",
            "Memory Avg (MB)",
            "Memory Peak (MB)",
            "Page Cache Avg (GB)",
            "Network Rx Avg (MB/s)",
            "Network Tx Peak (MB/s)",
            "Iterations OK",
        ];
        wanted.ShouldBeSubsetOf(rows[0].Keys);
        // Six entries, of which one has two groups.
        rows.Count.ShouldBe(7);
        rows.Single(r => r["Status"] == "missing")["Read BW Median (MB/s)"].ShouldBe("");
    }

    [Test]
    public void SlugsAreSafeAndDifferent()
    {
        string[] labels =
        [
            "a/b",
            "a b",
            "A-B",
            "../../etc/passwd",
            "",
            "日本",
            new string('x', 300),
        ];
        var configs = labels.Select(
            (label, i) =>
                new ReportConfig
                {
                    ConfigId = i + 1,
                    Label = label,
                    Commit = "master",
                    MountArgs = [],
                }
        );

        var slugs = LabelSlug.Of(configs).Values.ToList();

        slugs.Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(labels.Length);
        slugs.ShouldAllBe(s =>
            s.Length > 0
            && s.Length < 64
            && s.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        );
        slugs[3].ShouldBe("etc-passwd");
    }

    private static List<Dictionary<string, string>> Rows(byte[] csv)
    {
        using var text = new StreamReader(new MemoryStream(csv));
        using var reader = new CsvReader(text, CultureInfo.InvariantCulture);
        reader.Read().ShouldBeTrue();
        reader.ReadHeader().ShouldBeTrue();
        var rows = new List<Dictionary<string, string>>();
        while (reader.Read())
        {
            rows.Add(
                reader.HeaderRecord!.ToDictionary(
                    h => h,
                    h => reader.GetField(h)!,
                    StringComparer.Ordinal
                )
            );
        }
        return rows;
    }
}
