using System.Globalization;

namespace Bench.Storage.Files;

/// <summary>Walks folders in the order in which a bucket lists keys.</summary>
internal static class FileListing
{
    /// <summary>Objects below <paramref name="folder"/> (relative to the root) whose key has the prefix.</summary>
    public static IEnumerable<ObjectInfo> Below(string root, string folder, string prefix)
    {
        var directory = new DirectoryInfo(folder.Length == 0 ? root : $"{root}/{folder}");
        FileSystemInfo[] children;
        try
        {
            children = directory.GetFileSystemInfos();
        }
        catch (Exception e) when (FileErrors.IsNoObject(e, ""))
        {
            // No folder, or an object in its place: no key lies below it.
            yield break;
        }
        catch (Exception e) when (FileErrors.IsFileSystemError(e))
        {
            throw FileErrors.Classed(e, $"file://{directory.FullName}");
        }
        // With the slash that follows its name in every key below it, a folder sorts where its keys do.
        Array.Sort(children, (a, b) => string.CompareOrdinal(NameOf(a), NameOf(b)));
        foreach (var child in children)
        {
            var key = folder.Length == 0 ? child.Name : $"{folder}/{child.Name}";
            if (key == FileKeys.Temporary)
            {
                continue;
            }
            if (child is DirectoryInfo)
            {
                if (Overlap($"{key}/", prefix))
                {
                    foreach (var info in Below(root, key, prefix))
                    {
                        yield return info;
                    }
                }
            }
            else if (
                key.StartsWith(prefix, StringComparison.Ordinal)
                && Info((FileInfo)child, key) is { } found
            )
            {
                yield return found;
            }
        }
    }

    /// <summary>Names of the folders right below the root; none where it is not there.</summary>
    public static IReadOnlyList<string> Folders(string root)
    {
        try
        {
            return
            [
                .. new DirectoryInfo(root)
                    .EnumerateDirectories()
                    .Select(folder => folder.Name)
                    .Where(name => name != FileKeys.Temporary),
            ];
        }
        catch (Exception e) when (FileErrors.IsNoObject(e, ""))
        {
            return [];
        }
        catch (Exception e) when (FileErrors.IsFileSystemError(e))
        {
            throw FileErrors.Classed(e, $"file://{root}");
        }
    }

    private static string NameOf(FileSystemInfo child) =>
        child is DirectoryInfo ? child.Name + "/" : child.Name;

    private static bool Overlap(string folder, string prefix) =>
        folder.StartsWith(prefix, StringComparison.Ordinal)
        || prefix.StartsWith(folder, StringComparison.Ordinal);

    /// <summary>Null when the object was deleted while the folder was listed.</summary>
    private static ObjectInfo? Info(FileInfo file, string key)
    {
        try
        {
            var written = file.LastWriteTimeUtc;
            var version = string.Create(
                CultureInfo.InvariantCulture,
                $"{written.Ticks:x}-{file.Length:x}"
            );
            return new ObjectInfo(key, file.Length, version, new DateTimeOffset(written));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
