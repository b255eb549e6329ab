using Bench.Hub.Hashing;

namespace Bench.Hub.Verifying;

/// <summary>Bytes within an object, as a state names them. It is small, as a store may have millions of them.</summary>
/// <param name="Module">Whose state it was read from: an index.</param>
internal readonly record struct Piece(long Offset, long Length, ContentHash Hash, int Module)
{
    public long End => Offset + Length;

    /// <summary>Whether both say the same of the same bytes.</summary>
    public bool IsSame(in Piece other) =>
        Offset == other.Offset && Length == other.Length && Hash == other.Hash;

    /// <summary>By their bytes' order in the object; the same ones are neighbours.</summary>
    public static int Order(Piece left, Piece right)
    {
        var order = left.Offset.CompareTo(right.Offset);
        order = order != 0 ? order : left.Length.CompareTo(right.Length);
        var (a, b) = (left.Hash, right.Hash);
        return order != 0
            ? order
            : ((ReadOnlySpan<byte>)a).SequenceCompareTo((ReadOnlySpan<byte>)b);
    }
}
