using Bench.Reporting.Terminal;
using Bench.Reporting.Tests.Aggregation;
using Bench.Reporting.Tests.Output;
using Bench.Reporting.Tests.Runs;

namespace Bench.Reporting.Tests.Terminal;

[TestFixture]
public sealed class TerminalTableTests
{
    [Test]
    public async Task TheTableIsAsApproved()
    {
        var report = await ReportAggregatorTests.AggregateAsync(SampleRuns.Small());

        TerminalTable.Render(report, maxRows: 6).ShouldBeApproved("terminal.txt");
    }

    [Test]
    public async Task LabelsCannotSteerTheTerminal()
    {
        var run = new RunBuilder()
            .Config("\u001b[2J\u009b31m")
            .Test("a\r\nb")
            .Vm("vm-1")
            .Ended(1, "vm-1", new Iteration(FioFiles.Recorded("few")));

        var text = TerminalTable.Render(
            await ReportAggregatorTests.AggregateAsync(run),
            maxRows: 10
        );

        text.Where(c => char.IsControl(c) && c != '\n').ShouldBeEmpty();
        text.Count(c => c == '\n').ShouldBe(3);
    }
}
