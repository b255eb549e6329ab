using Bench.Fio.Values;

namespace Bench.Fio.Tests.Values;

public class ValueTests
{
    [TestCase("4096", 4096)]
    [TestCase("4096b", 4096)]
    [TestCase("0x1000", 4096)]
    [TestCase("4k", 4096)]
    [TestCase("4KB", 4096)]
    [TestCase("4ki", 4096)]
    [TestCase("4KiB", 4000)]
    [TestCase("8M", 8 << 20)]
    [TestCase("1t", 1L << 40)]
    public void Sizes_are_those_of_fio(string text, long bytes)
    {
        FioSize.TryParse(text, out var size).ShouldBeTrue();
        size.Bytes.ShouldBe(bytes);
    }

    [TestCase("")]
    [TestCase(null)]
    [TestCase("k")]
    [TestCase("1.5m")]
    [TestCase("-1k")]
    [TestCase("4x")]
    [TestCase("4 k")]
    [TestCase("9999999p")]
    [TestCase("0x10k")]
    [TestCase("0x10kb")]
    [TestCase("0x")]
    [TestCase("0xffffffffffffffff")]
    public void What_is_no_size_is_refused(string? text) =>
        FioSize.TryParse(text, out _).ShouldBeFalse();

    [TestCase("read", true)]
    [TestCase("randread:8", true)]
    [TestCase("write", false)]
    [TestCase("readwrite", false)]
    [TestCase("randtrim", false)]
    public void A_mode_says_whether_it_only_reads(string text, bool onlyReads)
    {
        RwMode.TryParse(text, out var mode).ShouldBeTrue();
        mode!.OnlyReads.ShouldBe(onlyReads);
    }

    [TestCase("READ")]
    [TestCase("rw,2")]
    [TestCase("read:")]
    [TestCase("")]
    public void What_is_no_mode_is_refused(string text) =>
        RwMode.TryParse(text, out _).ShouldBeFalse();

    [TestCase("num_jobs", "96", true)]
    [TestCase("num_jobs", "0", false)]
    [TestCase("io_depth", "1.5", false)]
    [TestCase("direct", "1", true)]
    [TestCase("direct", "true", false)]
    [TestCase("block_size", "4k,8k", true)]
    [TestCase("block_size", "0", false)]
    [TestCase("file_size", "1k-1m", true)]
    [TestCase("file_size", "big", false)]
    [TestCase("comment", "any words: at all", true)]
    public void Values_are_validated_as_fio_means_them(string column, string value, bool good)
    {
        (ParameterRules.Problem(column, value) is null).ShouldBe(good);
    }
}
