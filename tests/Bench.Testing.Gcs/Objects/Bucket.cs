using System.Text;

namespace Bench.Testing.Gcs.Objects;

/// <summary>The objects of a bucket, in the order of their names' UTF-8 bytes. All changes are atomic.</summary>
internal sealed class Bucket(string name)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, StoredObject> _objects = new(Utf8Order.Instance);

    public string Name { get; } = name;

    /// <summary>The object with its content opened, so that a change after this does not matter to the reader.</summary>
    /// <param name="generation">Null for the live one.</param>
    public (StoredObject Found, Stream Content)? Open(string name, long? generation)
    {
        lock (_lock)
        {
            return Find(name, generation) is { } found ? (found, found.Blob.Open()) : null;
        }
    }

    public StoredObject? Get(string name, long? generation = null)
    {
        lock (_lock)
        {
            return Find(name, generation);
        }
    }

    /// <summary>Makes the content an object, if the live generation is the one asked for; else drops it.</summary>
    /// <param name="ifGeneration">0 for no object; null for any.</param>
    public StoredObject? Put(
        string name,
        string contentType,
        Blob content,
        long? ifGeneration,
        Func<long> nextGeneration
    )
    {
        lock (_lock)
        {
            var live = Find(name, null);
            if (ifGeneration is { } expected && expected != (live?.Generation ?? 0))
            {
                content.Drop();
                return null;
            }
            live?.Blob.Drop();
            return _objects[name] = new StoredObject(
                Name,
                name,
                nextGeneration(),
                contentType,
                content,
                TimeProvider.System.GetUtcNow()
            );
        }
    }

    public bool Delete(string name, long? generation)
    {
        lock (_lock)
        {
            Find(name, generation)?.Blob.Drop();
            return Find(name, generation) is not null && _objects.Remove(name);
        }
    }

    public List<StoredObject> List(string prefix)
    {
        lock (_lock)
        {
            return
            [
                .. _objects.Values.Where(it =>
                    it.Name.StartsWith(prefix, StringComparison.Ordinal)
                ),
            ];
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            foreach (var found in _objects.Values)
            {
                found.Blob.Drop();
            }
            _objects.Clear();
        }
    }

    private StoredObject? Find(string name, long? generation) =>
        _objects.TryGetValue(name, out var found)
        && (generation is null || generation == found.Generation)
            ? found
            : null;
}

/// <summary>Orders texts by their UTF-8 bytes.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y) =>
        Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
}
