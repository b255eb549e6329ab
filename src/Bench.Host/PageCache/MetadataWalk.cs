namespace Bench.Host.PageCache;

/// <summary>Reads the attributes of all that is below some paths, as <c>ls -lR</c> does.</summary>
public static class MetadataWalk
{
    private static readonly EnumerationOptions Options = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    /// <summary>The files and folders that were looked at. Links are looked at, not followed.</summary>
    /// <exception cref="IOException">A path cannot be read.</exception>
    public static long Run(IEnumerable<string> paths, CancellationToken cancel)
    {
        var entries = 0L;
        foreach (var path in paths)
        {
            if (!Directory.Exists(path))
            {
                entries += Look(new FileInfo(path));
                continue;
            }
            var folder = new DirectoryInfo(path);
            entries += Look(folder);
            foreach (var found in folder.EnumerateFileSystemInfos("*", Options))
            {
                cancel.ThrowIfCancellationRequested();
                entries += Look(found);
            }
        }
        return entries;
    }

    /// <summary>An enumeration may tell names only: the attributes are asked for again.</summary>
    private static int Look(FileSystemInfo found)
    {
        found.Refresh();
        return found.Exists ? 1 : 0;
    }
}
