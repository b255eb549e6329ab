using System.Text;
using Bench.Fio.Logs;

namespace Bench.Fio.Tests.Logs;

public class BandwidthLogParserTests
{
    [Test]
    public void What_fio_writes_is_read_line_by_line()
    {
        var entries = BandwidthLogParser.Parse(
            File.ReadAllBytes(
                Path.Combine(
                    TestContext.CurrentContext.TestDirectory,
                    "TestData",
                    "logs",
                    "randrw_bw.1.log"
                )
            )
        );

        entries.Count.ShouldBe(18);
        entries[0].ShouldBe(new BandwidthEntry(13684636, 20680, LogDirection.Read));
        entries[1].ShouldBe(new BandwidthEntry(13684636, 20680, LogDirection.Write));
        entries.Select(e => e.Direction).Distinct().Count().ShouldBe(2);
    }

    [TestCase("5, 7, 2, 4096, 0\r\n", 5, 7, LogDirection.Trim)]
    [TestCase("5, 7, 1, 0, 4096, 0x0004\n", 5, 7, LogDirection.Write)]
    [TestCase("5, 7, 0, 0, 0, 0, 12\n", 5, 7, LogDirection.Read)]
    public void Further_columns_are_left_alone(
        string log,
        long time,
        long value,
        LogDirection direction
    ) =>
        BandwidthLogParser
            .Parse(Encoding.ASCII.GetBytes(log))
            .ShouldBe([new BandwidthEntry(time, value, direction)]);

    [TestCase("1, 2, 0, 0, 0\n1, 2, 0", 2, "breaks off")]
    [TestCase("1, 2, 0\n", 1, "columns")]
    [TestCase("1, 2, 3, 0, 0\n", 1, "direction 3")]
    [TestCase("1, 2, 9999999999, 0, 0\n", 1, "direction 9999999999")]
    [TestCase("x, 2, 0, 0, 0\n", 1, "time")]
    [TestCase("1, -2, 0, 0, 0\n", 1, "value")]
    [TestCase("1, 99999999999999999999, 0, 0, 0\n", 1, "value")]
    [TestCase("2, 2, 0, 0, 0\n1, 2, 0, 0, 0\n", 2, "earlier")]
    [TestCase("\n", 1, "columns")]
    public void A_line_that_is_no_entry_is_told_with_its_number(string log, int line, string word)
    {
        var e = Should.Throw<BandwidthLogException>(() =>
            BandwidthLogParser.Parse(Encoding.ASCII.GetBytes(log))
        );

        e.Line.ShouldBe(line);
        e.Message.ShouldContain(word);
    }

    [Test]
    public void An_empty_log_has_no_entries() => BandwidthLogParser.Parse([]).ShouldBeEmpty();

    [FsCheck.NUnit.Property]
    public void Any_bytes_are_read_or_refused_by_the_one_exception(byte[] log)
    {
        try
        {
            BandwidthLogParser.Parse(log).ShouldNotBeNull();
        }
        catch (BandwidthLogException)
        {
            // Told as it must be.
        }
    }

    [FsCheck.NUnit.Property]
    public void Entries_survive_the_way_through_a_log(uint[] times, uint value)
    {
        var entries = times
            .Order()
            .Select((time, i) => new BandwidthEntry(time, value, (LogDirection)(i % 3)))
            .ToList();
        var log = string.Concat(
            entries.Select(e =>
                FormattableString.Invariant(
                    $"{e.TimeMilliseconds}, {e.KibibytesPerSecond}, {(int)e.Direction}, 0, 0\n"
                )
            )
        );

        BandwidthLogParser.Parse(Encoding.ASCII.GetBytes(log)).ShouldBe(entries);
    }
}
