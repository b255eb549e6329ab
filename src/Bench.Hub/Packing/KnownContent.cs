using Bench.Hub.Hashing;
using Bench.Hub.States;

namespace Bench.Hub.Packing;

/// <summary>
/// Content that this process has seen in live states, or stored, since the newest sweep was published: what a
/// dehydration of that epoch may name without asking the store. Anything older is forgotten.
/// </summary>
internal sealed class KnownContent(int most = 1_000_000)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ContentHash, Location> _blobs = [];
    private readonly Dictionary<string, long> _objects = new(StringComparer.Ordinal);
    private int _epoch = -1;

    /// <param name="epoch">The newest publication that was known before the state was read, or under which it was written.</param>
    public void Learn(int epoch, ModuleState state)
    {
        lock (_lock)
        {
            if (!IsOf(epoch))
            {
                return;
            }
            foreach (var stored in state.Objects)
            {
                LearnObject(stored.Key, stored.Length);
            }
            foreach (var blob in state.Blobs)
            {
                if (_blobs.Count < most && ContentHash.TryParse(blob.Hash, out var hash))
                {
                    var stored = state.Objects[blob.Object];
                    _blobs[hash] = new Location(stored.Key, stored.Length, blob.Offset, true);
                }
            }
        }
    }

    /// <summary>An object was stored by a session of this epoch.</summary>
    public void Learn(int epoch, string key, long length)
    {
        lock (_lock)
        {
            if (IsOf(epoch))
            {
                LearnObject(key, length);
            }
        }
    }

    public bool HasObject(int epoch, string key, long length)
    {
        lock (_lock)
        {
            return _epoch == epoch && _objects.TryGetValue(key, out var known) && known == length;
        }
    }

    public bool TryFind(int epoch, ContentHash hash, out Location location)
    {
        lock (_lock)
        {
            location = default;
            return _epoch == epoch && _blobs.TryGetValue(hash, out location);
        }
    }

    private void LearnObject(string key, long length)
    {
        if (_objects.Count < most)
        {
            _objects[key] = length;
        }
    }

    private bool IsOf(int epoch)
    {
        if (epoch > _epoch)
        {
            _blobs.Clear();
            _objects.Clear();
            _epoch = epoch;
        }
        return epoch == _epoch;
    }
}
