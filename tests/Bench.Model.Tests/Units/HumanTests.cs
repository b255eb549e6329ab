using Bench.Model.Units;

namespace Bench.Model.Tests.Units;

public class HumanTests
{
    [TestCase(0, "0 B/s")]
    [TestCase(999, "999 B/s")]
    [TestCase(1_500_000, "1.50 MB/s")]
    [TestCase(123_456_789, "123 MB/s")]
    [TestCase(6.7e9, "6.70 GB/s")]
    public void Rates_are_decimal(double rate, string expected) =>
        Human.BytesPerSecond(rate).ShouldBe(expected);

    [TestCase(1023, "1023 B")]
    [TestCase(1024, "1.00 KiB")]
    [TestCase(1_572_864, "1.50 MiB")]
    public void Sizes_are_binary(double bytes, string expected) =>
        Human.Bytes(bytes).ShouldBe(expected);

    [TestCase(7, "7")]
    [TestCase(12_345, "12.3 k")]
    public void Counts(double count, string expected) => Human.Count(count).ShouldBe(expected);

    /// <summary>units-clat: fio's 66,207 ns are 66.2 µs.</summary>
    [TestCase(66_207, "66.2 µs"), Category("regression: units-clat")]
    [TestCase(999, "999 ns")]
    [TestCase(1_000_000, "1.00 ms")]
    [TestCase(2.5e9, "2.50 s")]
    public void Latencies(double nanoseconds, string expected) =>
        Human.Nanoseconds(nanoseconds).ShouldBe(expected);

    [TestCase(0.25, "250 ms")]
    [TestCase(12.34, "12.3 s")]
    [TestCase(125, "2 min 5 s")]
    [TestCase(3_725, "1 h 2 min")]
    public void Durations(double seconds, string expected) =>
        Human.Seconds(seconds).ShouldBe(expected);

    [FsCheck.NUnit.Property]
    public void Every_finite_number_has_a_unit_and_no_exponent(FsCheck.NormalFloat value)
    {
        foreach (var text in new[] { Human.BytesPerSecond(value.Get), Human.Bytes(value.Get) })
        {
            text.ShouldNotContain("E");
            text.ShouldContain(" ");
        }
    }

    /// <summary>Rounding must carry into the next unit: 999,999 B/s are 1.00 MB/s, not 1000 kB/s.</summary>
    [TestCase(999_999, "1.00 MB/s")]
    [TestCase(9.999, "10.0 B/s")]
    public void Rounding_carries(double rate, string expected) =>
        Human.BytesPerSecond(rate).ShouldBe(expected);

    [TestCase(999_999, "1.00 ms")]
    [TestCase(99_999, "100 µs")]
    public void Rounding_carries_in_latencies(double nanoseconds, string expected) =>
        Human.Nanoseconds(nanoseconds).ShouldBe(expected);

    [Test]
    public void Rounding_carries_in_durations() => Human.Seconds(59.999).ShouldBe("1 min 0 s");
}
