using Bench.Planning.Inputs;

namespace Bench.Planning.Tests.Inputs;

public class DurationTableTests
{
    [Test]
    public void Durations_are_read_by_test_id()
    {
        var (table, problems) = DurationTable.Parse(
            Given.File("seconds,test_id\n12.5,a\n1e2,\"b, c\"\n", "durations.csv")
        );

        problems.ShouldBeEmpty();
        table!.Seconds["a"].ShouldBe(12.5);
        table.Seconds["b, c"].ShouldBe(100);
    }

    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("NaN")]
    [TestCase("Infinity")]
    [TestCase("1e999")]
    [TestCase("2m")]
    [TestCase("")]
    public void What_is_no_duration_is_refused(string seconds)
    {
        DurationTable
            .Parse(Given.File($"test_id,seconds\na,{seconds}\n", "durations.csv"))
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldBe(
                $"durations.csv:2: column seconds: '{seconds}' is not a duration in seconds above 0; write for example 12.5"
            );
    }

    [Test]
    public void A_test_has_one_duration()
    {
        DurationTable
            .Parse(Given.File("test_id,seconds\na,1\na,2\n"))
            .Problems.ShouldHaveSingleItem()
            .Line.ShouldBe(3);
    }
}
