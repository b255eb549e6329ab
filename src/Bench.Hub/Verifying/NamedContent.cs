using System.Collections.Concurrent;
using System.Text;
using Bench.Hub.Hashing;
using Bench.Hub.States;

namespace Bench.Hub.Verifying;

/// <summary>A file of several pieces, whose own hash only its bytes can tell.</summary>
/// <param name="Module">Whose state it was read from: an index.</param>
internal sealed record CutFile(
    int Module,
    string Path,
    ContentHash Hash,
    IReadOnlyList<(string Key, long Offset, long Length)> Parts
)
{
    /// <summary>The same for files that say the same: chunks are shared by many modules.</summary>
    public ContentHash Print()
    {
        var print = new TreeHasher();
        var hash = Hash;
        print.Update(hash);
        foreach (var part in Parts)
        {
            print.Update(Encoding.UTF8.GetBytes(part.ToString()));
        }
        return print.Finish();
    }
}

/// <summary>All that states name, from as many as there are.</summary>
/// <param name="isRead">Whether bytes will be read: only then are pieces kept.</param>
internal sealed class NamedContent(bool isRead)
{
    private static readonly string Nothing = ContentHash.Of([]).ToString();

    private readonly ConcurrentDictionary<string, NamedObject> _objects = new(
        StringComparer.Ordinal
    );
    private readonly ConcurrentDictionary<ContentHash, CutFile> _cut = new();

    public IReadOnlyDictionary<string, NamedObject> Objects => _objects;

    /// <summary>Each once, whoever has it.</summary>
    public IEnumerable<CutFile> CutFiles => _cut.Values;

    /// <summary>Takes what a state names; returns what it says that cannot be so, file by file.</summary>
    /// <param name="state">One that passed <see cref="StateCheck"/>.</param>
    /// <param name="module">An index.</param>
    /// <param name="nameOf">The name of a module by its index.</param>
    public IReadOnlyList<string> Add(ModuleState state, int module, Func<int, string> nameOf)
    {
        var wrong = new List<string>();
        var objects = new NamedObject[state.Objects.Count];
        for (var i = 0; i < objects.Length; i++)
        {
            var (key, length, _) = state.Objects[i];
            objects[i] = _objects.GetOrAdd(key, _ => new NamedObject(key, length, module));
            if (objects[i].Length != length)
            {
                wrong.Add(
                    $"{key} has {length} bytes, but {objects[i].Length} by module {nameOf(objects[i].Module)}"
                );
            }
        }
        foreach (var blob in state.Blobs.Where(blob => !IsAll(state, blob)))
        {
            if (isRead)
            {
                objects[blob.Object]
                    .Add(new(blob.Offset, blob.Length, ContentHash.Parse(blob.Hash), module));
            }
        }
        wrong.AddRange(state.Files.Select(file => WhyNot(state, file)).OfType<string>());
        foreach (var file in state.Files.Where(file => isRead && file.Blobs.Count > 1))
        {
            var cut = new CutFile(
                module,
                file.Path,
                ContentHash.Parse(file.Hash),
                [
                    .. file
                        .Blobs.Select(index => state.Blobs[index])
                        .Select(blob => (objects[blob.Object].Key, blob.Offset, blob.Length)),
                ]
            );
            _cut.TryAdd(cut.Print(), cut);
        }
        return wrong;
    }

    /// <summary>What can be told of a file without its bytes: all hashes of the same bytes are the same.</summary>
    private static string? WhyNot(ModuleState state, StateFile file)
    {
        if (
            file
                .Blobs.Select(index => state.Blobs[index])
                .FirstOrDefault(blob => IsAll(state, blob) && !IsNamed(state, blob)) is
            { } alien
        )
        {
            return $"file '{file.Path}': {state.Objects[alien.Object].Key} cannot have the hash {alien.Hash}";
        }
        var only = file.Blobs.Count switch
        {
            0 => Nothing,
            1 => state.Blobs[file.Blobs[0]].Hash,
            _ => file.Hash,
        };
        return only == file.Hash
            ? null
            : $"file '{file.Path}': it is said to have the hash {file.Hash}, but its bytes {only}";
    }

    private static bool IsAll(ModuleState state, StoredBlob blob) =>
        blob.Length == state.Objects[blob.Object].Length;

    private static bool IsNamed(ModuleState state, StoredBlob blob) =>
        StoreKeys.TryParseContent(state.Objects[blob.Object].Key, out _, out var hash)
        && hash.ToString() == blob.Hash;
}
