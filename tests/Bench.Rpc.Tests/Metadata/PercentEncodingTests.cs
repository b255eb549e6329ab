using System.Text;
using Bench.Rpc.Metadata;

namespace Bench.Rpc.Tests.Metadata;

public sealed class PercentEncodingTests
{
    [TestCase("", "")]
    [TestCase("plain text!", "plain text!")]
    [TestCase("50%", "50%25")]
    [TestCase("a\r\nb", "a%0D%0Ab")]
    [TestCase("Größe", "Gr%C3%B6%C3%9Fe")]
    [TestCase("☃", "%E2%98%83")]
    public void Text_is_encoded(string text, string encoded)
    {
        PercentEncoding.Encode(text).ShouldBe(encoded);
        PercentEncoding.Decode(encoded).ShouldBe(text);
    }

    [TestCase("100%", "100%")]
    [TestCase("%4", "%4")]
    [TestCase("%zz", "%zz")]
    [TestCase("%e2%98%83", "☃")]
    public void What_others_write_is_read(string encoded, string text) =>
        PercentEncoding.Decode(encoded).ShouldBe(text);

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public void Any_text_survives_as_a_header(string? text)
    {
        // Half of a pair of surrogates is no text; UTF-8 cannot hold it.
        var valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
        var encoded = PercentEncoding.Encode(valid);
        encoded.All(it => it is >= ' ' and <= '~').ShouldBeTrue();
        PercentEncoding.Decode(encoded).ShouldBe(valid);
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public void Decoding_takes_anything(string? text) =>
        PercentEncoding.Decode("%" + text + "%A").ShouldNotBeNull();
}
