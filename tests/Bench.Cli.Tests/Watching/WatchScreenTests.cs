using Bench.Cli.Watching;
using Bench.Coordinator.Tests.Dashboard.Fakes;
using Bench.Coordinator.Watching;

namespace Bench.Cli.Tests.Watching;

public sealed class WatchScreenTests
{
    private static readonly DateTimeOffset Now = SampleRun.CreatedAt.AddMinutes(10);

    [TestCase(80, 24, 5)]
    [TestCase(80, 24, 1000)]
    [TestCase(200, 50, 40)]
    [TestCase(200, 50, 1000)]
    [TestCase(40, 10, 40)]
    [TestCase(20, 5, 40)]
    [TestCase(10, 2, 40)]
    [TestCase(1, 1, 40)]
    public void It_fits_the_terminal(int width, int height, int vms)
    {
        var lines = Render(SampleRun.Of("t1", vms), width, height);

        lines.Count.ShouldBeLessThanOrEqualTo(height);
        // The bar alone keeps a width of its own on terminals narrower than anybody has.
        lines.ShouldAllBe(line => line.Length <= Math.Max(width, 12));
    }

    [Test]
    public void What_needs_an_operator_comes_first_and_the_others_are_counted()
    {
        var lines = Render(SampleRun.Of("t1", 1000), 120, 24);

        lines[0].ShouldStartWith("t1  running");
        lines[1].ShouldContain("33 %  48/144 iterations, 3 failed, about 1 h 15 min left");
        lines[2].ShouldContain("1000 VMs: ");
        var table = lines
            .SkipWhile(line => !line.StartsWith("VM ", StringComparison.Ordinal))
            .ToList();
        table[1].ShouldContain("fenced");
        table.ShouldContain(line => line.StartsWith("and 98", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains("its right to its entries has ended"));
        lines[^1].ShouldBe("Ctrl-C leaves the run going");
    }

    [Test]
    public void A_row_tells_the_entry_its_phase_rate_and_last_sign()
    {
        var run = SampleRun.Of("t1", 1);
        var vm = run.Vms[0] with { SeenAt = Now.AddSeconds(-7), IterationsFailed = 2 };

        var row = Render(run with { Vms = [vm] }, 160, 24)
            .Single(line => line.StartsWith("vm-0000", StringComparison.Ordinal));

        row.ShouldContain("running");
        row.ShouldContain("0/48");
        row.ShouldContain("read-1 config-1 #1");
        row.ShouldContain("prepare 2 s");
        row.ShouldContain("660 MB/s");
        row.ShouldContain(" 7 s");
        row.ShouldContain("5 min 0 s");
    }

    [Test]
    public void Narrow_terminals_keep_what_matters_most()
    {
        var header = Render(SampleRun.Of("t1", 3), 60, 24)
            .Single(line => line.StartsWith("VM ", StringComparison.Ordinal));

        header.ShouldContain("state");
        header.ShouldContain("failed");
        header.ShouldContain("now");
        header.ShouldNotContain("left");
    }

    [Test]
    public void Hostile_names_drive_no_terminal_and_wide_ones_keep_the_columns()
    {
        var run = SampleRun.Of(
            "t1",
            2,
            vmName: i => i == 0 ? "\e[2J\u202e" : "日本語の名前のとても長いホスト",
            test: _ => Hostile.Error,
            label: _ => "\r\n\t"
        );

        var lines = Render(run, 100, 24);

        string.Concat(lines).ShouldAllBe(c => !char.IsControl(c) && c != '\u202e');
        lines
            .Single(line => line.StartsWith("日本", StringComparison.Ordinal))
            .ShouldStartWith("日本語の名前の… ");
    }

    [Test]
    public void Colours_only_help()
    {
        var run = SampleRun.Of("t1", 40);
        var plain = Render(run, 100, 30);
        var coloured = new WatchScreen(new Paint(isOn: true)).Render(run, 100, 30, Now);

        coloured.Select(WithoutColours).ShouldBe(plain);
        string.Concat(coloured).ShouldContain("\e[1;31m");
    }

    private static string WithoutColours(string line) =>
        string.Concat(
            line.Split('\e')
                .Select(
                    (part, i) =>
                        i == 0 ? part : part[(part.IndexOf('m', StringComparison.Ordinal) + 1)..]
                )
        );

    private static IReadOnlyList<string> Render(RunSnapshot run, int width, int height) =>
        new WatchScreen(new Paint(isOn: false)).Render(run, width, height, Now);
}
