using Bench.Hub.Hashing;
using Bench.Hub.Local;
using Bench.Hub.Packing;
using Bench.Hub.States;

namespace Bench.Hub.Hydration;

/// <summary>Puts the lists of a state together.</summary>
internal sealed class StateBuilder
{
    private readonly Dictionary<string, int> _objectIndexes = new(StringComparer.Ordinal);
    private readonly Dictionary<ContentHash, int> _blobIndexes = [];
    private readonly List<StoredObject> _objects = [];
    private readonly List<StoredBlob> _blobs = [];
    private readonly List<StateFile> _files = [];

    public void Add(
        ScannedFile file,
        ContentHash hash,
        IReadOnlyList<BlobSource> pieces,
        Func<ContentHash, Location> place
    ) =>
        _files.Add(
            new StateFile(
                file.Path,
                file.Mode,
                file.MtimeNs,
                file.Length,
                hash.ToString(),
                [.. pieces.Select(piece => IndexOf(piece, place))]
            )
        );

    public ModuleState Build(ModuleState blank, IReadOnlyList<ScannedFolder> folders) =>
        blank with
        {
            Objects = _objects,
            Blobs = _blobs,
            Folders = [.. folders.Select(f => new StateFolder(f.Path, f.Mode, f.MtimeNs))],
            Files = _files,
        };

    private int IndexOf(BlobSource piece, Func<ContentHash, Location> place)
    {
        if (!_blobIndexes.TryGetValue(piece.Hash, out var index))
        {
            var location = place(piece.Hash);
            if (!_objectIndexes.TryGetValue(location.Key, out var holder))
            {
                holder = _objects.Count;
                _objectIndexes.Add(location.Key, holder);
                _objects.Add(
                    new StoredObject(location.Key, location.ObjectLength, location.Shared)
                );
            }
            index = _blobs.Count;
            _blobIndexes.Add(piece.Hash, index);
            _blobs.Add(
                new StoredBlob(piece.Hash.ToString(), holder, location.Offset, piece.Length)
            );
        }
        return index;
    }
}
