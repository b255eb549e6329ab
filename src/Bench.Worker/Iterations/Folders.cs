using Bench.Host.Mounts;

namespace Bench.Worker.Iterations;

/// <summary>Small helpers for folders that the worker itself made.</summary>
internal static class Folders
{
    /// <summary>
    /// Deletes a folder, and never what is mounted below it: mount points and the folders above them stay. Returns those
    /// mount points.
    /// </summary>
    public static IReadOnlyList<string> DeleteIfThere(string path)
    {
        var mounts = MountTable
            .Read()
            .Below(path)
            .Select(entry => entry.MountPoint)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        try
        {
            Delete(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), mounts);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was made, so nothing is left.
        }
        return mounts;
    }

    private static void Delete(string folder, IReadOnlyList<string> mounts)
    {
        if (!mounts.Any(mount => IsAtOrBelow(mount, folder)))
        {
            Directory.Delete(folder, recursive: true);
            return;
        }
        if (mounts.Contains(folder, StringComparer.Ordinal))
        {
            return;
        }
        foreach (var file in Directory.GetFiles(folder))
        {
            if (!mounts.Contains(file, StringComparer.Ordinal))
            {
                File.Delete(file);
            }
        }
        foreach (var below in Directory.GetDirectories(folder))
        {
            // A link is a name only: what it leads to is not ours to look into.
            if (new DirectoryInfo(below).LinkTarget is null)
            {
                Delete(below, mounts);
            }
            else
            {
                File.Delete(below);
            }
        }
    }

    private static bool IsAtOrBelow(string mount, string folder) =>
        mount == folder || mount.StartsWith(folder + "/", StringComparison.Ordinal);
}
