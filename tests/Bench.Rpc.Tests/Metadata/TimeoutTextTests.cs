using Bench.Rpc.Metadata;

namespace Bench.Rpc.Tests.Metadata;

public sealed class TimeoutTextTests
{
    [TestCase(0, "1n")]
    [TestCase(-5, "1n")]
    [TestCase(1, "100n")]
    [TestCase(10_000_000, "1000000u")]
    [TestCase(864_000_000_000, "86400000m")]
    [TestCase(8_640_000_000_000, "864000S")]
    public void Ticks_are_written(long ticks, string text) =>
        TimeoutText.Format(TimeSpan.FromTicks(ticks)).ShouldBe(text);

    [TestCase("1n", 1)]
    [TestCase("250m", 2_500_000)]
    [TestCase("3S", 30_000_000)]
    [TestCase("99999999H", 3_599_999_964_000_000_000)]
    public void Text_is_read(string text, long ticks)
    {
        TimeoutText.TryParse(text, out var timeout).ShouldBeTrue();
        timeout.Ticks.ShouldBe(ticks);
    }

    [TestCase("")]
    [TestCase("S")]
    [TestCase("5")]
    [TestCase("5s")]
    [TestCase("-5S")]
    [TestCase("+5S")]
    [TestCase(" 5S")]
    [TestCase("1.5S")]
    [TestCase("123456789S")]
    public void What_is_no_timeout_is_told(string text) =>
        TimeoutText.TryParse(text, out _).ShouldBeFalse();

    [FsCheck.NUnit.Property(MaxTest = 1000)]
    public void A_timeout_never_shrinks_and_grows_little(long ticks)
    {
        var timeout = TimeSpan.FromTicks(Math.Abs(ticks % (long.MaxValue / 200)));
        var text = TimeoutText.Format(timeout);
        text.Length.ShouldBeLessThanOrEqualTo(9);
        TimeoutText.TryParse(text, out var read).ShouldBeTrue();
        read.ShouldBeGreaterThanOrEqualTo(timeout);
        (read.Ticks - timeout.Ticks).ShouldBeLessThanOrEqualTo(1 + (timeout.Ticks / 1_000_000));
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public void Reading_takes_anything(string? text) =>
        Should.NotThrow(() => TimeoutText.TryParse(text ?? "", out _));
}
