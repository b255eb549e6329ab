using Bench.Host.Locks;
using Bench.Workloads.DataSets;

namespace Bench.Workloads.Fio;

/// <summary>
/// Where data stands below the mount: read sets, which never change and are shared by all whose layout is the same, and
/// folders of single iterations that write.
/// </summary>
internal static class DataFolders
{
    /// <param name="prefix">Of read sets, see <see cref="DataPrefixes"/>.</param>
    public static string ReadSet(string mountPath, string prefix, string layoutDigest) =>
        Path.Combine(mountPath, prefix, layoutDigest);

    /// <summary>Its presence says that the read set is whole.</summary>
    public static string ReadyMark(string readSet) => $"{readSet}.ready";

    /// <summary>Everything that a VM of a run writes.</summary>
    public static string OwnOf(string mountPath, string run, string vm) =>
        Path.Combine(mountPath, DataPrefixes.Written, run, vm);

    /// <summary>Keeps two workers of this host from laying out one read set at once.</summary>
    public static string LayoutLock(string lockFolder, string layoutDigest) =>
        Path.Combine(lockFolder, "layouts", $"{layoutDigest}.lock");

    public static Task<HostFileLock> LockLayoutAsync(
        string lockFolder,
        string layoutDigest,
        TimeProvider time,
        CancellationToken cancel
    ) =>
        HostFileLock.AcquireAsync(
            LayoutLock(lockFolder, layoutDigest),
            TimeSpan.FromMilliseconds(50),
            time,
            cancel
        );

    /// <summary>
    /// Makes the folder of an iteration. Another worker may just then delete the folders above it, which its own end
    /// left empty, so this is tried more than once.
    /// </summary>
    public static void Create(string folder)
    {
        const int tries = 20;
        for (var i = 1; ; i++)
        {
            try
            {
                Directory.CreateDirectory(folder);
                return;
            }
            catch (DirectoryNotFoundException) when (i < tries)
            {
                // Made anew from the top.
            }
        }
    }

    /// <summary>Deletes a folder that Bench made, and the folders above it that have become empty.</summary>
    public static void Delete(string folder, string mountPath)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
        var end = Path.Combine(mountPath, DataPrefixes.Written);
        for (
            var parent = Path.GetDirectoryName(folder);
            parent is not null;
            parent = Path.GetDirectoryName(parent)
        )
        {
            if (!parent.StartsWith(end, StringComparison.Ordinal) || !TryDeleteEmpty(parent))
            {
                return;
            }
        }
    }

    private static bool TryDeleteEmpty(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: false);
            return true;
        }
        catch (IOException)
        {
            // Another iteration has its folder there.
            return false;
        }
    }
}
