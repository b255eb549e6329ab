using Bench.Host.Files;
using Bench.Hub.Hashing;
using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Model.Json;

namespace Bench.Hub.Local;

/// <summary>
/// What was true of a module's folder when it was last hydrated or dehydrated: which files need no hashing again, and
/// which state it came from. A damaged or foreign one is as good as none.
/// </summary>
internal sealed record KnownFolder
{
    public required string Store { get; init; }

    public required string Module { get; init; }

    /// <summary>The state that the folder is, or was made from; null for none.</summary>
    public KnownState? Base { get; init; }

    public IReadOnlyList<KnownFile> Files { get; init; } = [];

    /// <summary>Whether all files of the folder are as they are known.</summary>
    public bool Covers(FolderScan scan) =>
        Files.Count == scan.Files.Count
        && Files
            .Zip(scan.Files)
            .All(pair => pair.First.Path == pair.Second.Path && pair.First.Is(pair.Second));

    /// <summary>The file, or null when there is none that can be used.</summary>
    public static KnownFolder? Load(LocalPaths paths, string store, ModuleId module)
    {
        try
        {
            return
                KnownCodec.Read(File.ReadAllBytes(paths.Known)) is { } known
                && known.Store == store
                && known.Module == module.ToString()
                ? known
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Save(LocalPaths paths)
    {
        paths.Create();
        var temporary = paths.Known + "." + WriterId.New();
        try
        {
            using (var file = NewFile.Create(temporary))
            {
                file.Write(KnownCodec.Write(this));
            }
            File.Move(temporary, paths.Known, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>A moment of the folder's file system: what changes later has a later, or the same, ctime.</summary>
    public static long Moment(LocalPaths paths)
    {
        paths.Create();
        // One file for all, which is touched: to make and delete one each time is slow where many do so.
        using var clock = File.OpenHandle(
            paths.Clock,
            FileMode.OpenOrCreate,
            FileAccess.Write,
            FileShare.ReadWrite
        );
        // The time that is set does not matter: the file system notes when that was done.
        File.SetLastWriteTimeUtc(clock, DateTime.UnixEpoch);
        return FileStatus.OfName(paths.Clock).Changed.TotalNanoseconds;
    }
}

/// <summary>A file that has this hash as long as all the rest is the same.</summary>
internal sealed record KnownFile(
    string Path,
    long Length,
    long MtimeNs,
    long CtimeNs,
    ulong Inode,
    ContentHash Hash
)
{
    public bool Is(ScannedFile file) =>
        file.Length == Length
        && file.MtimeNs == MtimeNs
        && file.CtimeNs == CtimeNs
        && file.Inode == Inode;
}
