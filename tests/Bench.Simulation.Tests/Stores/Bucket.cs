using System.Globalization;
using Bench.Simulation.Tests.Scheduling;
using Bench.Storage;

namespace Bench.Simulation.Tests.Stores;

internal enum WriteKind
{
    Create,
    Put,
    Delete,
}

/// <summary>A write that took effect.</summary>
/// <param name="IssuedAt">When its process asked for it.</param>
/// <param name="IsEcho">A second arrival of one request.</param>
internal sealed record Write(
    long At,
    long IssuedAt,
    SimProcess? By,
    WriteKind Kind,
    string Key,
    byte[] Content,
    bool IsEcho
);

/// <summary>The bucket itself: every request takes effect at one moment, whole.</summary>
internal sealed class Bucket
{
    private readonly SortedDictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);
    private readonly List<Write> _history = [];
    private long _version;

    /// <summary>Every write that took effect, in order.</summary>
    public IReadOnlyList<Write> History => _history;

    public byte[]? Get(string key) => _objects.GetValueOrDefault(key)?.Content;

    public bool Create(Write write)
    {
        if (_objects.ContainsKey(write.Key))
        {
            return false;
        }
        Put(write);
        return true;
    }

    public void Put(Write write)
    {
        _objects[write.Key] = new StoredObject(write.Content, ++_version);
        _history.Add(write);
    }

    public void Delete(Write write)
    {
        if (_objects.Remove(write.Key))
        {
            _history.Add(write);
        }
    }

    public List<ObjectInfo> List(string prefix) =>
        [
            .. _objects
                .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(pair => new ObjectInfo(
                    pair.Key,
                    pair.Value.Content.Length,
                    pair.Value.Version.ToString(CultureInfo.InvariantCulture)
                )),
        ];

    private sealed record StoredObject(byte[] Content, long Version);
}
