using Bench.Rpc.Metadata;

namespace Bench.Rpc.Tests.Metadata;

public sealed class RpcMetadataTests
{
    [FsCheck.NUnit.Property(MaxTest = 500)]
    public void Bytes_survive_as_text(byte[] bytes)
    {
        var text = BinaryText.Encode(bytes);
        text.ShouldNotContain("=");
        BinaryText.TryDecode(text, out var read).ShouldBeTrue();
        read.ShouldBe(bytes);
        BinaryText.TryDecode(Convert.ToBase64String(bytes), out read).ShouldBeTrue();
        read.ShouldBe(bytes);
    }

    [TestCase("!")]
    [TestCase("A")]
    [TestCase("AA A")]
    [TestCase("ÄÄÄÄ")]
    public void What_is_no_base64_is_told(string text) =>
        BinaryText.TryDecode(text, out _).ShouldBeFalse();

    [TestCase("Upper")]
    [TestCase("")]
    [TestCase("with space")]
    [TestCase("with:colon")]
    [TestCase("ümlaut")]
    [TestCase("grpc-status")]
    [TestCase("content-type")]
    [TestCase("te")]
    [TestCase("connection")]
    public void Names_that_cannot_travel_are_refused(string name) =>
        Should.Throw<ArgumentException>(() => RpcMetadata.Empty.With(name, "x"));

    [TestCase("line\nbreak")]
    [TestCase("ümlaut")]
    [TestCase("\0")]
    [TestCase(" around ")]
    public void Values_that_cannot_travel_are_refused_without_showing_them(string value) =>
        Should
            .Throw<ArgumentException>(() => RpcMetadata.Empty.With("x-token", value))
            .Message.ShouldNotContain(value);

    [Test]
    public void Text_and_bytes_have_names_of_their_own()
    {
        Should.Throw<ArgumentException>(() => RpcMetadata.Empty.With("a-bin", "text"));
        Should.Throw<ArgumentException>(() => RpcMetadata.Empty.With("a", [1, 2]));
    }

    [Test]
    public void A_name_may_come_again()
    {
        var metadata = RpcMetadata.Empty.With("a", "1").With("b", "2").With("a", "3");
        metadata.Count.ShouldBe(3);
        metadata.Text("a").ShouldBe("3");
        metadata.Text("c").ShouldBeNull();
    }

    [Test]
    public void Headers_lose_what_is_the_protocols_own()
    {
        var metadata = RpcMetadata.FromHeaders([
            new("grpc-timeout", "1S"),
            new("Content-Type", "application/grpc"),
            new("X-Name", "value"),
            new("joined-bin", "AQ,Ag=="),
        ]);
        metadata
            .Select(it => $"{it.Key}={it.Value}")
            .ShouldBe(["x-name=value", "joined-bin=AQ", "joined-bin=Ag=="]);
        metadata.Binary("joined-bin").ShouldBe([2]);
    }
}
