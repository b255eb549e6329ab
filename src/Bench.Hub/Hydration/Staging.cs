using Bench.Host.Files;
using Bench.Hub.Local;
using Bench.Hub.States;

namespace Bench.Hub.Hydration;

/// <summary>The new tree beside the module's folder, and the moment in which it takes that folder's place.</summary>
internal sealed class Staging(LocalPaths paths)
{
    /// <summary>What a kill left behind: an unfinished new tree, an old one, or a swap that was half done.</summary>
    public static void Recover(LocalPaths paths)
    {
        if (!Directory.Exists(paths.Folder) && Directory.Exists(paths.Old))
        {
            Directory.Move(paths.Old, paths.Folder);
        }
        LocalPaths.DeleteTree(paths.Old);
        LocalPaths.DeleteTree(paths.Staging);
    }

    public string PathOf(string path) => Path.Combine(paths.Staging, path);

    public void Begin(IReadOnlyList<StateFolder> folders)
    {
        paths.Create();
        Directory.CreateDirectory(paths.Staging);
        foreach (var folder in folders.Where(folder => folder.Path.Length > 0))
        {
            Directory.CreateDirectory(PathOf(folder.Path));
        }
    }

    /// <summary>Takes a file over that is there already: as a second name, or as a copy if it is to look otherwise.</summary>
    /// <returns>False when it is not any more what was read of it.</returns>
    public bool TryKeep(ScannedFile file, StateFile wanted)
    {
        var from = Path.Combine(paths.Folder, file.Path);
        var to = PathOf(wanted.Path);
        if (!IsStill(file, from))
        {
            return false;
        }
        var isSame = file.Mode == wanted.Mode && file.MtimeNs == wanted.MtimeNs;
        if (isSame && Posix.TryLink(from, to))
        {
            return true;
        }
        File.Copy(from, to);
        if (!IsStill(file, from))
        {
            File.Delete(to);
            return false;
        }
        Dress(to, wanted);
        return true;
    }

    private static bool IsStill(ScannedFile file, string path) =>
        FileStatus.TryOfName(path, out var now) && file.HoldsSame(now);

    public void Dress(StateFile file) => Dress(PathOf(file.Path), file);

    /// <summary>Gives the folders their modes and times, then swaps.</summary>
    public void Finish(IReadOnlyList<StateFolder> folders)
    {
        foreach (var folder in folders.Where(f => f.Path.Length > 0).Reverse())
        {
            Dress(PathOf(folder.Path), folder.Mode, folder.MtimeNs);
        }
        Swap();
        // Last: a folder that may not be written to could not be moved.
        if (folders.FirstOrDefault(folder => folder.Path.Length == 0) is { } own)
        {
            Dress(paths.Folder, own.Mode, own.MtimeNs);
        }
    }

    public void Abandon() => LocalPaths.DeleteTree(paths.Staging);

    private void Swap()
    {
        if (!Directory.Exists(paths.Folder))
        {
            Directory.Move(paths.Staging, paths.Folder);
            return;
        }
        if (Posix.TryExchange(paths.Staging, paths.Folder))
        {
            LocalPaths.DeleteTree(paths.Staging);
            return;
        }
        // Where names cannot be exchanged: a kill between the two is put right by the next operation.
        Directory.Move(paths.Folder, paths.Old);
        Directory.Move(paths.Staging, paths.Folder);
        LocalPaths.DeleteTree(paths.Old);
    }

    private static void Dress(string path, StateFile file) => Dress(path, file.Mode, file.MtimeNs);

    private static void Dress(string path, int mode, long mtimeNs)
    {
        Posix.SetMode(path, mode);
        Posix.SetModified(path, mtimeNs);
    }
}
