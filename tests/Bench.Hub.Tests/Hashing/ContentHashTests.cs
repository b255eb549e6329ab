using Bench.Hub.Hashing;

namespace Bench.Hub.Tests.Hashing;

public sealed class ContentHashTests
{
    [Test]
    public void Nothing_has_the_hash_of_the_official_vectors() =>
        ContentHash
            .Of([])
            .ToString()
            .ShouldBe("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");

    [Test]
    public void Its_text_reads_back()
    {
        var hash = ContentHash.Of("content"u8);
        ContentHash.TryParse(hash.ToString(), out var read).ShouldBeTrue();
        read.ShouldBe(hash);
        (read == ContentHash.Of("other"u8)).ShouldBeFalse();
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("af13")]
    [TestCase("AF1349B9F5F9A1A6A0404DEA36DCC9499BCB25C9ADC112B7CC9A93CAE41F3262")]
    [TestCase("zf1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262")]
    public void What_is_no_hash_is_refused(string? text) =>
        ContentHash.TryParse(text, out _).ShouldBeFalse();
}
