using System.Text;
using Bench.Host.Processes;

namespace Bench.Host.Tests.Processes;

internal sealed class ProcessStatTests
{
    [Test]
    public void A_name_with_brackets_and_blanks_does_not_shift_the_fields()
    {
        var line =
            "4242 (a ) R 1 (b) S 17 4242 4000 34816 5000 4194304 1 2 3 4 150 50 7 3 20 0 9 0 123456 1000000 25 18446744073709551615 1\n";
        ProcessStat.TryParse(Encoding.ASCII.GetBytes(line), out var stat).ShouldBeTrue();
        stat.ShouldBe(
            new ProcessStat(
                4242,
                'S',
                17,
                4242,
                4000,
                200,
                10,
                9,
                123456,
                25L * Environment.SystemPageSize
            )
        );
    }

    [TestCase("")]
    [TestCase("42 (x")]
    [TestCase("42 (x)")]
    public void What_is_no_stat_line_is_refused(string line)
    {
        ProcessStat.TryParse(Encoding.ASCII.GetBytes(line), out _).ShouldBeFalse();
    }

    [Test]
    public void This_process_is_among_all()
    {
        ProcessStat.All().Select(p => p.Pid).ShouldContain(Environment.ProcessId);
        ProcessStat.TryRead(int.MaxValue).ShouldBeNull();
    }
}
