using System.Text;
using Bench.Reporting.Aggregation;
using Bench.Reporting.Model;
using Bench.Reporting.Output;
using Bench.Reporting.Tests.Aggregation;
using Bench.Reporting.Tests.Runs;

namespace Bench.Reporting.Tests.Output;

[TestFixture]
public sealed class ReportFilesTests
{
    [TestCase(ReportFiles.Json)]
    [TestCase(ReportFiles.Csv)]
    [TestCase(ReportFiles.Html)]
    [TestCase("report-http-1.csv")]
    public async Task TheFormatIsAsApproved(string name)
    {
        var run = SampleRuns.Small();
        var files = await RenderAsync(run);

        // The digest of config.json changes with every field that the protocol's records gain.
        var text = Encoding
            .UTF8.GetString(files.Files[name])
            .Replace(run.Seal().Config.Sha256, "digest of config.json", StringComparison.Ordinal);
        text = name == ReportFiles.Html ? ApprovedFiles.Skeleton(text) : text;
        text.ShouldBeApproved(name);
    }

    [Test]
    public async Task TheSameBucketGivesTheSameBytes()
    {
        var run = SampleRuns.Small();
        var seal = run.Seal();
        var options = new AggregationOptions();

        await ReportWriter.WriteAsync(run.Store, run.Keys, seal, options, CancellationToken.None);
        var first = Written(run);
        await ReportWriter.WriteAsync(
            run.Store,
            run.Keys,
            seal,
            options with
            {
                Parallelism = 1,
                Verify = true,
            },
            CancellationToken.None
        );

        first.Keys.ShouldBe([
            "report-grpc.csv",
            "report-http-1.csv",
            "report.csv",
            "report.html",
            "report.json",
        ]);
        Written(run).ShouldBe(first);
    }

    [Test]
    public async Task AProvisionalReportIsNeverWrittenToTheBucket()
    {
        var run = SampleRuns.Small();
        var options = new AggregationOptions { Provisional = true };

        await Should.ThrowAsync<InvalidOperationException>(() =>
            ReportWriter.WriteAsync(
                run.Store,
                run.Keys,
                run.Seal(),
                options,
                CancellationToken.None
            )
        );

        Written(run).ShouldBeEmpty();
    }

    [Test]
    public async Task FilesAreWrittenToAFolder()
    {
        var folder = Directory.CreateTempSubdirectory("bench-report-").FullName;
        try
        {
            var files = await RenderAsync(SampleRuns.Small());

            await files.WriteAsync(Path.Combine(folder, "new"), CancellationToken.None);
            await files.WriteAsync(Path.Combine(folder, "new"), CancellationToken.None);

            Directory
                .GetFiles(Path.Combine(folder, "new"))
                .Select(f => Path.GetFileName(f))
                .Order(StringComparer.Ordinal)
                .ShouldBe(files.Files.Keys);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public async Task ReportJsonIsReadBackAsItWas()
    {
        var report = await ReportAggregatorTests.AggregateAsync(SampleRuns.Small());

        var written = ReportDocument.Write(report);

        ReportDocument.Write(ReportDocument.Read(written)).ShouldBe(written);
    }

    private static async Task<ReportFiles> RenderAsync(RunBuilder run)
    {
        var report = await ReportAggregatorTests.AggregateAsync(run);
        return await ReportFiles.RenderAsync(report, report.Options.SeparateConfigs);
    }

    private static SortedDictionary<string, string> Written(RunBuilder run) =>
        new(
            run.Store.Objects.Where(o =>
                    o.Key.StartsWith(run.Keys.Report, StringComparison.Ordinal)
                )
                .ToDictionary(
                    o => o.Key[run.Keys.Report.Length..],
                    o => Convert.ToBase64String(o.Value)
                ),
            StringComparer.Ordinal
        );
}
