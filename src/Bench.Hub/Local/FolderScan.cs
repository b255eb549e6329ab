using Bench.Host.Files;
using Bench.Hub.Hydration;
using Bench.Hub.Modules;

namespace Bench.Hub.Local;

/// <param name="Path">Relative to the module's folder, with slashes.</param>
internal sealed record ScannedFile(
    string Path,
    long Length,
    int Mode,
    long MtimeNs,
    long CtimeNs,
    ulong Inode
)
{
    public bool SameAs(FileStatus status) =>
        HoldsSame(status) && status.Changed.TotalNanoseconds == CtimeNs;

    /// <summary>Not written to since; it may have got another name, or lost one.</summary>
    public bool HoldsSame(FileStatus status) =>
        status.IsRegularFile
        && status.Size == Length
        && status.Inode == Inode
        && status.Modified.TotalNanoseconds == MtimeNs;
}

/// <param name="Path">Relative to the module's folder; empty for itself.</param>
internal sealed record ScannedFolder(string Path, int Mode, long MtimeNs);

/// <summary>The files and folders of a module's folder, and refusal of what a state cannot hold.</summary>
internal sealed class FolderScan
{
    private readonly ModuleId _module;
    private readonly string _root;
    private readonly List<ScannedFile> _files = [];
    private readonly List<ScannedFolder> _folders = [];

    private FolderScan(ModuleId module, string root) => (_module, _root) = (module, root);

    /// <summary>In ordinal order.</summary>
    public IReadOnlyList<ScannedFile> Files => _files;

    /// <summary>Parents first; the first is the module's own.</summary>
    public IReadOnlyList<ScannedFolder> Folders => _folders;

    /// <exception cref="HydrationException">There are links, devices, or names that are not UTF-8.</exception>
    public static FolderScan Of(ModuleId module, string root)
    {
        var scan = new FolderScan(module, root);
        scan.Walk("", FileStatus.OfName(root));
        scan._files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        scan._folders.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return scan;
    }

    private void Walk(string folder, FileStatus own)
    {
        if (!own.IsFolder)
        {
            throw Refused(
                folder,
                "is no folder",
                "give the module's folder itself, not a link to it"
            );
        }
        _folders.Add(new ScannedFolder(folder, own.Mode, own.Modified.TotalNanoseconds));
        foreach (var full in Directory.EnumerateFileSystemEntries(Path.Combine(_root, folder)))
        {
            var name = Path.GetFileName(full);
            var path = folder.Length == 0 ? name : $"{folder}/{name}";
            if (!FileStatus.TryOfName(full, out var status))
            {
                if (name.Contains('\uFFFD', StringComparison.Ordinal))
                {
                    throw Refused(path, "has a name that is not UTF-8", "rename it");
                }
                // Deleted since its folder was listed.
                continue;
            }
            if (status.IsFolder)
            {
                Walk(path, status);
            }
            else if (status.IsRegularFile)
            {
                _files.Add(Scanned(path, status));
            }
            else
            {
                throw status.IsLink
                    ? Refused(path, "is a symbolic link", "put the file itself there, or remove it")
                    : Refused(path, "is neither a file nor a folder", "remove it");
            }
        }
    }

    public static ScannedFile Scanned(string path, FileStatus status) =>
        new(
            path,
            status.Size,
            status.Mode,
            status.Modified.TotalNanoseconds,
            status.Changed.TotalNanoseconds,
            status.Inode
        );

    private HydrationException Refused(string path, string what, string remedy) =>
        new(
            $"module {_module}: {Path.Combine(_root, path)} {what}, which no state can hold; {remedy}"
        );
}
