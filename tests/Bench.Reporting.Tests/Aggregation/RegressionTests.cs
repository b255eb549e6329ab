using Bench.Model.Results;
using Bench.Model.Sealing;
using Bench.Reporting.Csv;
using Bench.Reporting.Html;
using Bench.Reporting.Rows;
using Bench.Reporting.Tests.Runs;

namespace Bench.Reporting.Tests.Aggregation;

/// <summary>Defects of the tool that users come from, by their names; none may come back.</summary>
[TestFixture]
public sealed class RegressionTests
{
    [Test(Description = "units-clat: clat_ns was read as microseconds")]
    public async Task UnitsClat()
    {
        var report = await ReportAggregatorTests.AggregateAsync(
            ReportAggregatorTests.OneEntry(new Iteration(FioFiles.Of("read", [66_207, 66_207])))
        );

        report.Entries[0].Read!.ClatNs!.Mean.ShouldBe(66_207);
        Figures.Microseconds(report.Entries[0].Read!.ClatNs!.Mean).ShouldBe("66.2");
        Cell(CsvReport.Write(report), "Read Latency Avg (us)").ShouldBe("66.207");
    }

    [Test(Description = "units-bw: KiB/s were divided by 1000 and called MB/s")]
    public async Task UnitsBw()
    {
        var fio = FioFiles.Recorded("read-1");
        var raw = RawFigures.Direction(fio, "read");

        var report = await ReportAggregatorTests.AggregateAsync(
            ReportAggregatorTests.OneEntry(new Iteration(fio))
        );

        var bytes = raw.GetProperty("bw_bytes").GetDouble();
        report.Entries[0].Read!.BwBytesPerSecond.Median.ShouldBe(bytes);
        double.Parse(
                Cell(CsvReport.Write(report), "Read BW Median (MB/s)"),
                System.Globalization.CultureInfo.InvariantCulture
            )
            .ShouldBe(bytes / 1e6, 1e-6);
        (raw.GetProperty("bw").GetDouble() / 1000).ShouldBeLessThan(bytes / 1.02e6);
    }

    [Test(Description = "merge-percentile: percentiles of VMs were averaged")]
    public async Task MergePercentile()
    {
        // 90 % of the I/Os are fast and on one VM, 10 % slow and on the other: the pooled p99 is slow, p50 fast.
        var run = new RunBuilder()
            .Config("a")
            .Test("1")
            .Vm("vm-1")
            .Vm("vm-2")
            .Ended(1, "vm-1", new Iteration(FioFiles.Of("read", [.. Enumerable.Repeat(100L, 9_000)])))
            .Ended(1, "vm-2", new Iteration(FioFiles.Of("read", [.. Enumerable.Repeat(10_000L, 1_000)])));

        var report = await ReportAggregatorTests.AggregateAsync(run);

        var combined = report.Combined.ShouldNotBeNull().ShouldHaveSingleItem();
        var clat = combined.Read!.ClatNs.ShouldNotBeNull();
        clat.Count.ShouldBe(10_000);
        clat.P50.ShouldBe(100);
        clat.P90.ShouldBe(100);
        clat.P99!.Value.ShouldBeInRange(9_920, 10_080);
        clat.Mean.ShouldBe(1_090);
    }

    [Test(Description = "replicate-overwrite: of two VMs that ran one test the last one overwrote the first")]
    public async Task ReplicateOverwrite()
    {
        var run = new RunBuilder()
            .Config("a")
            .Test("1")
            .Vm("vm-1")
            .Vm("vm-2")
            .Ended(1, "vm-2", new Iteration(FioFiles.Of("read", [500, 500])))
            .Ended(1, "vm-1", new Iteration(FioFiles.Of("read", [100, 100])));

        var report = await ReportAggregatorTests.AggregateAsync(run);

        report.Entries.Select(e => (e.MatrixId, e.Vm, e.Read!.ClatNs!.Mean)).ShouldBe([(1, "vm-1", 100), (1, "vm-2", 500)]);
        report.Summary.EntriesTotal.ShouldBe(1);
        var combined = report.Combined.ShouldNotBeNull().ShouldHaveSingleItem();
        combined.Vms.ShouldBe(["vm-1", "vm-2"]);
        combined.Read!.ClatNs!.Mean.ShouldBe(300);
        combined.Read.BwBytesPerSecond.Values.Count.ShouldBe(2);
        (await HtmlReport.RenderAsync(report, separateConfigs: false)).ShouldContain("vm-1, vm-2");
    }

    [Test(Description = "false-success: a failed fio was recorded as success, its partial output averaged in")]
    public async Task FalseSuccess()
    {
        var good = new Iteration(FioFiles.Of("read", [.. Enumerable.Repeat(100L, 1_000)]));
        var bad = Iteration.Failed(
            "timeout",
            "measure",
            "fio did not end within 1800 s",
            FioFiles.Of("read", [.. Enumerable.Repeat(900_000L, 1_000)])
        );
        var run = new RunBuilder { Iterations = 2 }.Config("a").Test("1").Vm("vm-1").Ended(1, "vm-1", good, bad);

        var report = await ReportAggregatorTests.AggregateAsync(run);

        var entry = report.Entries.ShouldHaveSingleItem();
        entry.Status.ShouldBe(EntryStatus.Failed);
        entry.Partial.ShouldBeTrue();
        entry.IterationsOk.ShouldBe(1);
        entry.Read!.ClatNs!.Count.ShouldBe(1_000);
        entry.Read.ClatNs.Max.ShouldBe(100);
        entry.Read.BwBytesPerSecond.Values.Count.ShouldBe(1);
        entry.Iterations[1].Read.ShouldBeNull();
        entry.Iterations[1].Failure!.Kind.ShouldBe("timeout");
        entry.Reason.ShouldNotBeNull().ShouldContain("fio did not end within 1800 s");
        report.Summary.Failed.ShouldBe(1);
        (await HtmlReport.RenderAsync(report, separateConfigs: false)).ShouldContain("fio did not end within 1800 s");
    }

    [TestCase("{\"jobs\":[{\"jobname\":\"x\",\"groupid\":0,\"error\":28}]}")]
    [TestCase("{\"jobs\":[")]
    [TestCase("")]
    [Test(Description = "false-success: a record that says ok is not believed against its raw file")]
    public async Task AnOkRecordWhoseOutputIsAnErrorIsFailed(string output)
    {
        var run = ReportAggregatorTests.OneEntry(
            new Iteration(System.Text.Encoding.UTF8.GetBytes(output))
        );

        var report = await ReportAggregatorTests.AggregateAsync(run);

        var entry = report.Entries.ShouldHaveSingleItem();
        entry.Status.ShouldBe(EntryStatus.Failed);
        entry.Iterations[0].Status.ShouldBe(IterationStatus.Failed);
        entry.Iterations[0].Failure!.Kind.ShouldBe("output");
        entry.Read.ShouldBeNull();
        report.Summary.Ok.ShouldBe(0);
    }

    [Test(Description = "missing-results: a missing result was skipped in silence")]
    public async Task MissingResults()
    {
        var run = new RunBuilder { Iterations = 2 }
            .Config("a")
            .Test("1")
            .Test("2")
            .Test("3")
            .Vm("vm-1")
            .Vm("vm-2")
            .Ended(1, "vm-1", new Iteration(FioFiles.Recorded("read-1")), new Iteration(FioFiles.Recorded("read-2")))
            .Unended(2, EntryStatus.Missing, "vm-2", new Iteration(FioFiles.Recorded("read-1")));

        var report = await ReportAggregatorTests.AggregateAsync(run);

        report.Summary.EntriesTotal.ShouldBe(3);
        report.Summary.Missing.ShouldBe(2);
        var partial = report.Entries[1];
        partial.Status.ShouldBe(EntryStatus.Missing);
        partial.Read.ShouldBeNull();
        partial.Partial.ShouldBeTrue();
        partial.Iterations.ShouldHaveSingleItem().Read.ShouldNotBeNull();
        // The seal does not even name the third one.
        report.Entries[2].Status.ShouldBe(EntryStatus.Missing);
        report.Entries[2].Vm.ShouldBe("vm-1");
        report.Entries[2].Reason.ShouldNotBeNull().ShouldContain("no result");
        var html = await HtmlReport.RenderAsync(report, separateConfigs: false);
        var problems = html.IndexOf("id=\"problems\"", StringComparison.Ordinal);
        html.IndexOf("no result was committed", StringComparison.Ordinal).ShouldBeInRange(problems, html.IndexOf("id=\"summary\"", StringComparison.Ordinal));
        System.Text.Encoding.UTF8.GetString(CsvReport.Write(report)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);
    }

    private static string Cell(byte[] csv, string header)
    {
        var lines = System.Text.Encoding.UTF8.GetString(csv).Split('\n');
        var index = Array.IndexOf(lines[0].Split(','), header);
        index.ShouldBeGreaterThanOrEqualTo(0, $"there is no column {header}");
        return lines[1].Split(',')[index];
    }
}
