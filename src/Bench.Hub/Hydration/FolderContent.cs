using Bench.Host.Files;
using Bench.Hub.Hashing;
using Bench.Hub.Local;
using Bench.Hub.Modules;

namespace Bench.Hub.Hydration;

/// <summary>The files of a module's folder with their hashes, of which only those of new or changed files are computed.</summary>
internal sealed class FolderContent
{
    private readonly Dictionary<string, ContentHash> _hashes;

    private FolderContent(FolderScan scan, Dictionary<string, ContentHash> hashes) =>
        (Scan, _hashes) = (scan, hashes);

    public FolderScan Scan { get; }

    public long HashedFiles { get; private set; }

    public long HashedBytes { get; private set; }

    /// <summary>The hash of a file; null for one that was not asked for.</summary>
    public ContentHash? Find(string path) => _hashes.TryGetValue(path, out var hash) ? hash : null;

    /// <param name="scan">Of the folder.</param>
    /// <param name="wanted">Which files are to be hashed if their hashes are not known.</param>
    /// <param name="held">Keeps what is hashed, as far as there is room; null to keep nothing.</param>
    public static async Task<FolderContent> ReadAsync(
        Engine engine,
        ModuleId module,
        LocalPaths paths,
        FolderScan scan,
        KnownFolder? known,
        Func<ScannedFile, bool> wanted,
        HeldContent? held,
        CancellationToken cancel
    )
    {
        var before = known?.Files.ToDictionary(file => file.Path, StringComparer.Ordinal) ?? [];
        var hashes = new Dictionary<string, ContentHash>(scan.Files.Count, StringComparer.Ordinal);
        var unknown = new List<ScannedFile>();
        foreach (var file in scan.Files)
        {
            if (before.TryGetValue(file.Path, out var entry) && entry.Is(file))
            {
                hashes[file.Path] = entry.Hash;
            }
            else if (wanted(file))
            {
                unknown.Add(file);
            }
        }
        var content = new FolderContent(scan, hashes);
        await content.HashAsync(engine, module, paths, unknown, held, cancel);
        return content;
    }

    private async Task HashAsync(
        Engine engine,
        ModuleId module,
        LocalPaths paths,
        IReadOnlyList<ScannedFile> files,
        HeldContent? held,
        CancellationToken cancel
    )
    {
        var found = new ContentHash[files.Count];
        var join = engine.Options.Threads > 1;
        await engine.Workers.RunAsync(
            [.. Enumerable.Range(0, files.Count)],
            (index, _) =>
            {
                var path = Path.Combine(paths.Folder, files[index].Path);
                found[index] =
                    held?.TryTake(files[index]) == true
                        ? Held(held, path, files[index]) ?? throw Changes.While(module, path)
                        : FileHash.Of(path, join);
                return files[index].SameAs(FileStatus.OfName(path))
                    ? Task.CompletedTask
                    : throw Changes.While(module, path);
            },
            cancel
        );
        for (var i = 0; i < found.Length; i++)
        {
            _hashes[files[i].Path] = found[i];
        }
        HashedFiles = files.Count;
        HashedBytes = files.Sum(file => file.Length);
    }

    private static ContentHash? Held(HeldContent held, string path, ScannedFile file)
    {
        if (FileHash.OfWhole(path, (int)file.Length) is not { } whole)
        {
            return null;
        }
        held.Keep(file, whole.Hash, whole.Content);
        return whole.Hash;
    }

    /// <summary>What can be trusted the next time: what has not changed since a moment after which all would show.</summary>
    public IReadOnlyList<KnownFile> Trusted(long moment) =>
        [
            .. Scan
                .Files.Where(file => file.CtimeNs < moment && _hashes.ContainsKey(file.Path))
                .Select(file => new KnownFile(
                    file.Path,
                    file.Length,
                    file.MtimeNs,
                    file.CtimeNs,
                    file.Inode,
                    _hashes[file.Path]
                )),
        ];
}
