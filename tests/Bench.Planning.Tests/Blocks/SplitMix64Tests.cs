using Bench.Planning.Blocks;

namespace Bench.Planning.Tests.Blocks;

public class SplitMix64Tests
{
    /// <summary>The published sequence of the generator for the seed 1234567.</summary>
    [Test]
    public void The_published_sequence()
    {
        var random = new SplitMix64(1234567);
        ulong[] expected =
        [
            6457827717110365317,
            3203168211198807973,
            9817491932198370423,
            4593380528125082431,
            16408922859458223821,
        ];

        foreach (var value in expected)
        {
            random.Next().ShouldBe(value);
        }
    }
}
