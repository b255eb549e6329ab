using Bench.Model.Digests;
using FsCheck;

namespace Bench.Model.Tests.Digests;

public class ContentDigestTests
{
    /// <summary>The check value of CRC-32C (iSCSI) and the SHA-256 of the same digits.</summary>
    [Test]
    public void Check_values()
    {
        var digest = ContentDigest.Of("123456789"u8);

        digest.Length.ShouldBe(9);
        digest.Crc32C.ShouldBe("e3069283");
        digest.Sha256.ShouldBe("15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225");
    }

    [Test]
    public void The_empty_content()
    {
        var digest = ContentDigest.Of([]);

        digest.Crc32C.ShouldBe("00000000");
        digest.Sha256.ShouldBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    /// <summary>RFC 3720, appendix B.4.</summary>
    [TestCase(0x00, "8a9136aa")]
    [TestCase(0xFF, "62a8ab43")]
    public void Thirty_two_equal_bytes(byte value, string expected) =>
        Crc32CHash.HexOf(Enumerable.Repeat(value, 32).ToArray()).ShouldBe(expected);

    [FsCheck.NUnit.Property]
    public void In_pieces_or_whole(byte[][] pieces)
    {
        var hash = new Crc32CHash();
        foreach (var piece in pieces)
        {
            hash.Append(piece);
        }

        hash.Hex.ShouldBe(Crc32CHash.HexOf(pieces.SelectMany(p => p).ToArray()));
    }

    [FsCheck.NUnit.Property]
    public void A_changed_bit_changes_both_digests(NonEmptyArray<byte> content, NonNegativeInt bit)
    {
        var changed = content.Get.ToArray();
        var at = bit.Get % (changed.Length * 8);
        changed[at / 8] ^= (byte)(1 << (at % 8));

        ContentDigest.Of(changed).Crc32C.ShouldNotBe(ContentDigest.Of(content.Get).Crc32C);
        ContentDigest.Of(changed).Sha256.ShouldNotBe(ContentDigest.Of(content.Get).Sha256);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(128 * 1024)]
    [TestCase((128 * 1024) + 1)]
    [TestCase(1_000_003)]
    public async Task A_stream_gives_the_same_however_it_is_cut(int length)
    {
        var content = new byte[length];
        for (var i = 0; i < length; i++)
        {
            content[i] = (byte)(i * 31);
        }
        await using var stream = new DribblingStream(content);

        var digest = await ContentDigest.OfAsync(stream, CancellationToken.None);

        digest.ShouldBe(ContentDigest.Of(content));
    }

    /// <summary>Gives 1, 2, 3, … bytes a read, as a network does.</summary>
    private sealed class DribblingStream(byte[] content) : MemoryStream(content)
    {
        private int _next;

        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        ) => base.ReadAsync(buffer[..Math.Min(buffer.Length, ++_next)], cancellationToken);
    }
}
