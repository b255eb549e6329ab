using Bench.Hub.Hashing;
using Bench.Hub.Tests.Support;
using Bench.Hub.Verifying;

namespace Bench.Hub.Tests.Verifying;

/// <summary>Pieces are hashed as an object's bytes go by, wherever these are cut, and kept once.</summary>
public sealed class PieceWalkTests
{
    private static readonly byte[] Content = ModuleTree.Bytes(100_000, 1);

    [TestCase(1)]
    [TestCase(999)]
    [TestCase(1024)]
    [TestCase(30_000)]
    [TestCase(100_000)]
    public void Wherever_bytes_are_cut_right_pieces_pass_and_wrong_ones_do_not(int step)
    {
        Piece[] right = [Of(0, 1), Of(1, 5000), Of(6000, 1024), Of(7024, 60_000), Of(99_999, 1)];
        Walk(right, step).Wrong.ShouldBeEmpty();
        Piece[] wrong = [.. right.Select(piece => piece with { Hash = ContentHash.Of([]) })];
        Walk(wrong, step).Wrong.Select(w => w.Piece).ShouldBe(wrong);
    }

    [Test]
    public void What_overlaps_is_left_for_later_and_what_the_bytes_do_not_reach_is_wrong()
    {
        Piece[] pieces = [Of(0, 100), Of(50, 100), Of(100, 100), new(99_999, 2, default, 0)];
        var walk = Walk(pieces, 4096);
        walk.Overlapping.ShouldBe([pieces[1]]);
        walk.Wrong.ShouldHaveSingleItem().Why.ShouldBe("reach beyond its end, 100000");
    }

    [Test]
    public void Pieces_that_hundreds_of_modules_name_take_the_memory_of_one_module()
    {
        const int each = 1000;
        const int modules = 500;
        var named = new NamedObject("key", Content.Length, 0);
        Piece[] pieces = [.. Enumerable.Range(0, each).Select(i => Of(i * 50, 50))];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var module = 0; module < modules; module++)
        {
            foreach (var piece in pieces)
            {
                named.Add(piece with { Module = module });
            }
        }
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        grown.ShouldBeLessThan(each * 60L * 4);
        named.Take().Select(piece => piece.Offset).ShouldBe(pieces.Select(p => p.Offset));
        named.Take().ShouldBeEmpty();
    }

    private static Piece Of(int offset, int length) =>
        new(offset, length, ContentHash.Of(Content.AsSpan(offset, length)), 0);

    private static PieceWalk Walk(IReadOnlyList<Piece> pieces, int step)
    {
        var walk = new PieceWalk(pieces);
        for (var offset = 0; offset < Content.Length; offset += step)
        {
            walk.Add(Content.AsSpan(offset, Math.Min(step, Content.Length - offset)));
        }
        walk.End();
        return walk;
    }
}
