using Bench.Hub.Collection;
using Bench.Hub.Hashing;
using Bench.Hub.Hydration;
using Bench.Hub.States;

namespace Bench.Hub.Packing;

/// <summary>Some bytes of a file of the module.</summary>
/// <param name="Hash">Of the bytes.</param>
/// <param name="Path">Relative to the module's folder.</param>
/// <param name="IsChunk">Whether the file was cut.</param>
internal sealed record BlobSource(
    ContentHash Hash,
    string Path,
    long Offset,
    long Length,
    bool IsChunk
);

/// <summary>Decides where each piece of a new state is: where it is already, or in a new object.</summary>
internal sealed class Placement
{
    private readonly HydrationOptions _options;
    private readonly Dictionary<ContentHash, Location> _places = [];

    private Placement(HydrationOptions options) => _options = options;

    /// <summary>Pieces that the store has.</summary>
    public IReadOnlyDictionary<ContentHash, Location> Places => _places;

    /// <summary>Objects to be stored, each of one piece or of several.</summary>
    public IReadOnlyList<IReadOnlyList<BlobSource>> New { get; private set; } = [];

    /// <param name="needed">All pieces, without repetition.</param>
    /// <param name="state">The one that the new one follows; null for none.</param>
    /// <param name="known">Content of other modules.</param>
    /// <param name="publication">What is as good as absent there.</param>
    public static Placement Of(
        HydrationOptions options,
        IReadOnlyCollection<BlobSource> needed,
        ModuleState? state,
        KnownContent known,
        Publication publication
    )
    {
        var placement = new Placement(options);
        if (state is not null)
        {
            placement.TakeFromState(needed, state);
        }
        placement.TakeFromOthers(needed, known, publication);
        placement.New = placement.Objects([
            .. needed.Where(piece => !placement._places.ContainsKey(piece.Hash)),
        ]);
        return placement;
    }

    /// <summary>What the state before has, but for packs that are mostly garbage and too many small ones.</summary>
    private void TakeFromState(IReadOnlyCollection<BlobSource> needed, ModuleState state)
    {
        var stored = new Dictionary<ContentHash, Location>();
        foreach (var blob in state.Blobs)
        {
            if (ContentHash.TryParse(blob.Hash, out var hash))
            {
                var (key, length, shared) = state.Objects[blob.Object];
                stored[hash] = new Location(key, length, blob.Offset, shared);
            }
        }
        var groups = needed
            .Where(piece => stored.ContainsKey(piece.Hash))
            .GroupBy(piece => stored[piece.Hash].Key, StringComparer.Ordinal)
            .Select(group =>
                (
                    Pieces: group.ToList(),
                    Object: stored[group.First().Hash],
                    Used: group.Sum(p => p.Length)
                )
            )
            .ToList();
        var small = groups
            .Where(g =>
                !g.Object.Shared
                && IsPack(g.Pieces)
                && g.Object.ObjectLength < _options.PackBytes / 4
            )
            .ToList();
        var merge = _options.Pack && small.Count >= _options.SmallPacks ? small : [];
        foreach (var group in groups)
        {
            var garbage = 1 - ((double)group.Used / group.Object.ObjectLength);
            var isBad = !group.Object.Shared && garbage > _options.GarbageShare;
            if (!isBad && !merge.Contains(group))
            {
                foreach (var piece in group.Pieces)
                {
                    _places[piece.Hash] = stored[piece.Hash];
                }
            }
        }
    }

    private void TakeFromOthers(
        IReadOnlyCollection<BlobSource> needed,
        KnownContent known,
        Publication publication
    )
    {
        var found = new List<(BlobSource Piece, Location Location)>();
        foreach (var piece in needed.Where(p => !_places.ContainsKey(p.Hash)))
        {
            if (
                known.TryFind(publication.Epoch, piece.Hash, out var location)
                && !publication.Candidates.Contains(location.Key)
            )
            {
                found.Add((piece, location));
            }
        }
        foreach (var group in found.GroupBy(f => f.Location.Key, StringComparer.Ordinal))
        {
            var bytes = group.Sum(f => f.Piece.Length);
            if (bytes >= _options.SharedBytes || bytes == group.First().Location.ObjectLength)
            {
                foreach (var (piece, location) in group)
                {
                    _places[piece.Hash] = location;
                }
            }
        }
    }

    private List<IReadOnlyList<BlobSource>> Objects(IReadOnlyList<BlobSource> missing)
    {
        List<BlobSource> small =
        [
            .. missing
                .Where(IsSmall)
                .OrderBy(p => p.Path, StringComparer.Ordinal)
                .ThenBy(p => p.Offset),
        ];
        var bins = BinPacking.Of([.. small.Select(p => p.Length)], _options.PackBytes);
        return
        [
            .. bins.Select(bin => (IReadOnlyList<BlobSource>)[.. bin.Select(i => small[i])]),
            .. missing.Where(p => !IsSmall(p)).Select(p => (IReadOnlyList<BlobSource>)[p]),
        ];
    }

    private bool IsPack(IReadOnlyList<BlobSource> pieces) => pieces.All(IsSmall);

    private bool IsSmall(BlobSource piece) =>
        _options.Pack && (piece.Length < _options.PackThreshold || piece.IsChunk);
}
