using Bench.Hub.Hashing;
using Bench.Hub.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Bench.Hub.Tests.Hashing;

/// <summary>Every number of lanes gives the hash of the paper, however the bytes come.</summary>
public sealed class LanesTests
{
    private const int Most = 300 * 1024;
    private static readonly byte[] Content = ModuleTree.Bytes(Most + 64, 20_261_204);

    /// <summary>Lengths of every size, and those near to where chunks and blocks end.</summary>
    private static Gen<int> Lengths =>
        Gen.OneOf(
            Gen.Choose(0, 3 * 1024),
            Gen.Choose(0, 40 * 1024),
            Gen.Choose(0, Most),
            from chunks in Gen.Choose(0, 290)
            from more in Gen.Elements(-64, -1, 0, 1, 64)
            select Math.Max(0, chunks * 1024 + more)
        );

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public Property At_once() =>
        Prop.ForAll(
            Lengths.ToArbitrary(),
            Gen.Choose(0, 63).ToArbitrary(),
            (length, start) =>
            {
                var content = Content.AsSpan(start, length);
                var expected = PlainBlake3.Hash(content);
                ContentHash.Of(content).ToString().ShouldBe(expected);
                foreach (var lanes in Widths.All)
                {
                    TreeHash
                        .Of(content, lanes)
                        .ToString()
                        .ShouldBe(expected, $"{length} bytes by {lanes} lanes");
                }
            }
        );

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public Property In_pieces() =>
        Prop.ForAll(
            Lengths.ToArbitrary(),
            Lengths.NonEmptyListOf().ToArbitrary(),
            (length, pieces) =>
            {
                var expected = PlainBlake3.Hash(Content.AsSpan(0, length));
                foreach (var lanes in Widths.All)
                {
                    var hasher = new TreeHasher(lanes);
                    var done = 0;
                    foreach (var piece in pieces)
                    {
                        var some = Math.Min(piece, length - done);
                        hasher.Update(Content.AsSpan(done, some));
                        done += some;
                    }
                    hasher.Update(Content.AsSpan(done, length - done));
                    hasher.Finish().ToString().ShouldBe(expected, $"{length} bytes by {lanes}");
                }
            }
        );

    [Test]
    public void All_lengths_up_to_some_chunks()
    {
        for (var length = 0; length <= 3 * 1024; length++)
        {
            var expected = TreeHash.Of(Content.AsSpan(0, length), 1);
            foreach (var lanes in Widths.All)
            {
                var hash = TreeHash.Of(Content.AsSpan(0, length), lanes);
                hash.ShouldBe(expected, $"{length} bytes by {lanes} lanes");
            }
        }
    }

    [Test]
    public void Joined_or_not_after_any_start()
    {
        const int seed = 20_261_205;
        var random = new Random(seed);
        var content = ModuleTree.Bytes(70 << 20, seed);
        // More than one call shares at once, and all about its limits.
        List<int> lengths = [(512 << 10) - 1, 512 << 10, (512 << 10) + 1, content.Length - 4096];
        lengths.AddRange(Enumerable.Range(0, 12).Select(_ => random.Next(6 << 20)));
        foreach (var length in lengths)
        {
            foreach (var before in (int[])[0, 1024, random.Next(4096)])
            {
                var expected = ContentHash.Of(content.AsSpan(0, before + length));
                foreach (var lanes in Widths.All.Skip(1))
                {
                    var hasher = new TreeHasher(lanes);
                    hasher.Update(content.AsSpan(0, before));
                    hasher.UpdateJoined(content.AsSpan(before, length));
                    hasher.Finish().ShouldBe(expected, $"{before} + {length} bytes by {lanes}");
                }
            }
        }
    }

    [Test]
    public void A_hash_is_taken_once_and_nothing_is_added_after_it()
    {
        var hasher = new TreeHasher();
        hasher.Update("content"u8);
        hasher.Finish().ShouldBe(ContentHash.Of("content"u8));
        Should.Throw<InvalidOperationException>(() => hasher.Update("more"u8));
        Should.Throw<InvalidOperationException>(() => hasher.UpdateJoined([]));
        Should.Throw<InvalidOperationException>(() => hasher.Finish());
    }

    [Test]
    public void Small_content_allocates_nothing()
    {
        ContentHash.Of(Content);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ContentHash.Of(Content.AsSpan(0, 100));
        ContentHash.Of(Content);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
