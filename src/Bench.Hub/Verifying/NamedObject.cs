using System.Runtime.InteropServices;

namespace Bench.Hub.Verifying;

/// <summary>An object that states name, with what they say is in it.</summary>
/// <param name="key">Where it is.</param>
/// <param name="length">In bytes, as the first state had it.</param>
/// <param name="module">Whose state that was: an index.</param>
internal sealed class NamedObject(string key, long length, int module)
{
    private readonly Lock _lock = new();
    private List<Piece>? _pieces;

    public string Key => key;

    public long Length => length;

    public int Module => module;

    public void Add(in Piece piece)
    {
        lock (_lock)
        {
            _pieces ??= [];
            if (_pieces.Count == _pieces.Capacity)
            {
                // Thousands of modules may name the same pieces: only what is left of them may make it grow. The
                // room is twice of that, so that it is not sorted again at once.
                Unite(_pieces);
                _pieces.EnsureCapacity(Math.Max(4, _pieces.Count * 2));
            }
            _pieces.Add(piece);
        }
    }

    /// <summary>Its pieces, each once, in the order of their bytes. They are not kept.</summary>
    public IReadOnlyList<Piece> Take()
    {
        lock (_lock)
        {
            var taken = _pieces ?? [];
            _pieces = null;
            Unite(taken);
            return taken;
        }
    }

    private static void Unite(List<Piece> pieces)
    {
        pieces.Sort(Piece.Order);
        var all = CollectionsMarshal.AsSpan(pieces);
        var kept = 0;
        for (var i = 0; i < all.Length; i++)
        {
            if (kept == 0 || !all[i].IsSame(all[kept - 1]))
            {
                all[kept++] = all[i];
            }
        }
        pieces.RemoveRange(kept, pieces.Count - kept);
    }
}
