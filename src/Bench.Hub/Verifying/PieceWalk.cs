using Bench.Hub.Hashing;

namespace Bench.Hub.Verifying;

/// <summary>
/// Hashes the pieces of an object while its bytes go by once, one piece at a time. Pieces that overlap others are of
/// damaged states only: they are left to who reads them one by one.
/// </summary>
internal sealed class PieceWalk
{
    private readonly List<Piece> _pieces = [];
    private TreeHasher? _hasher;
    private int _next;
    private long _offset;

    /// <param name="pieces">In the order of their bytes.</param>
    public PieceWalk(IReadOnlyList<Piece> pieces)
    {
        long end = 0;
        foreach (var piece in pieces)
        {
            if (piece.Offset < end)
            {
                Overlapping.Add(piece);
                continue;
            }
            _pieces.Add(piece);
            end = piece.End;
        }
    }

    public List<Piece> Overlapping { get; } = [];

    public List<WrongPiece> Wrong { get; } = [];

    /// <summary>The next bytes of the object.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var end = _offset + bytes.Length;
        while (_next < _pieces.Count && _pieces[_next].Offset < end)
        {
            var piece = _pieces[_next];
            var from = Math.Max(piece.Offset, _offset);
            var to = Math.Min(piece.End, end);
            var some = bytes[(int)(from - _offset)..(int)(to - _offset)];
            if (some.Length == piece.Length)
            {
                Compare(piece, ContentHash.Of(some));
            }
            else
            {
                _hasher ??= new TreeHasher();
                _hasher.Update(some);
                if (to < piece.End)
                {
                    break;
                }
                Compare(piece, _hasher.Finish());
                _hasher = null;
            }
            _next++;
        }
        _offset = end;
    }

    /// <summary>There are no more bytes.</summary>
    public void End()
    {
        for (; _next < _pieces.Count; _next++)
        {
            Wrong.Add(new(_pieces[_next], $"reach beyond its end, {_offset}"));
        }
    }

    private void Compare(in Piece piece, ContentHash found)
    {
        if (WrongPiece.Of(piece, found) is { } wrong)
        {
            Wrong.Add(wrong);
        }
    }
}

/// <summary>A piece whose bytes are not those that its state says.</summary>
internal sealed record WrongPiece(Piece Piece, string Why)
{
    public static WrongPiece? Of(in Piece piece, ContentHash found) =>
        found == piece.Hash ? null : new(piece, $"have the hash {found}, not {piece.Hash}");
}
