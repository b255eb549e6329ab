using System.Globalization;
using Bench.Hub.Hashing;

namespace Bench.Hub.Tests.Hashing;

/// <summary>The official test vectors of BLAKE3: byte i of each input is i modulo 251.</summary>
public sealed class VectorTests
{
    private static readonly Dictionary<int, string> Vectors = Parse();

    [Test]
    public void All_lengths_have_the_hashes_of_the_official_vectors()
    {
        foreach (var (length, expected) in Vectors)
        {
            ContentHash.Of(Input(length)).ToString().ShouldBe(expected, $"{length} bytes");
            PlainBlake3.Hash(Input(length)).ShouldBe(expected, $"{length} bytes, plainly");
            foreach (var lanes in Widths.All)
            {
                TreeHash
                    .Of(Input(length), lanes)
                    .ToString()
                    .ShouldBe(expected, $"{length} bytes by {lanes} lanes");
            }
        }
        Vectors.Count.ShouldBe(35);
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(64)]
    [TestCase(1000)]
    [TestCase(1024)]
    [TestCase(5000)]
    public void Pieces_have_the_hash_of_the_whole(int pieceBytes)
    {
        foreach (var (length, expected) in Vectors)
        {
            foreach (var lanes in Widths.All)
            {
                var (alone, joined) = (new TreeHasher(lanes), new TreeHasher(lanes));
                foreach (var piece in Input(length).Chunk(pieceBytes))
                {
                    alone.Update(piece);
                    joined.UpdateJoined(piece);
                }
                var what = $"{length} bytes in pieces of {pieceBytes} by {lanes} lanes";
                alone.Finish().ToString().ShouldBe(expected, what);
                joined.Finish().ToString().ShouldBe(expected, what);
            }
        }
    }

    private static byte[] Input(int length)
    {
        var input = new byte[length];
        for (var i = 0; i < length; i++)
        {
            input[i] = (byte)(i % 251);
        }
        return input;
    }

    private static Dictionary<int, string> Parse() =>
        File.ReadLines(
                Path.Combine(
                    TestContext.CurrentContext.TestDirectory,
                    "Hashing",
                    "TestData",
                    "blake3-vectors.txt"
                )
            )
            .Select(line => line.Split(' '))
            .ToDictionary(
                parts => int.Parse(parts[0], CultureInfo.InvariantCulture),
                parts => parts[1]
            );
}
