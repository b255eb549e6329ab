using System.Text;
using Bench.Reporting.Output;
using Bench.Reporting.Terminal;
using Bench.Reporting.Tests.Aggregation;
using Bench.Reporting.Tests.Runs;

namespace Bench.Reporting.Tests.Output;

[TestFixture]
public sealed class HubFilesTests
{
    [TestCase(ReportFiles.Json, "hub-report.json")]
    [TestCase(ReportFiles.Csv, "hub-report.csv")]
    [TestCase(ReportFiles.Html, "hub-report.html")]
    public async Task The_format_is_as_approved(string name, string approved)
    {
        var run = HubRuns.Typical();
        var report = await ReportAggregatorTests.AggregateAsync(run);

        var files = await ReportFiles.RenderAsync(report, separateConfigs: false);

        var text = Encoding
            .UTF8.GetString(files.Files[name])
            .Replace(run.Seal().Config.Sha256, "digest of config.json", StringComparison.Ordinal);
        text = name == ReportFiles.Html ? ApprovedFiles.Skeleton(text) : text;
        text.ShouldBeApproved(approved);
    }

    [Test]
    public async Task The_terminal_is_as_approved()
    {
        var report = await ReportAggregatorTests.AggregateAsync(HubRuns.Typical());

        TerminalTable.Render(report, maxRows: 10).ShouldBeApproved("hub-terminal.txt");
    }
}
