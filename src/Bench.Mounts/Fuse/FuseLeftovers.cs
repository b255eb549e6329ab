using Bench.Host.Mounts;
using Bench.Host.Processes;

namespace Bench.Mounts.Fuse;

/// <summary>What became of the mounts below a folder.</summary>
/// <param name="Ended">Mount points of ours that are gone.</param>
/// <param name="Left">Mount points that are not ours, or could not be unmounted, with the reason.</param>
public sealed record LeftoversEnded(
    IReadOnlyList<string> Ended,
    IReadOnlyList<(string Point, string Reason)> Left
);

/// <summary>
/// Takes away the mounts that a dead worker left. Ours are only FUSE mounts at the place where Bench mounts, one folder
/// below that of the run and VM, and with the ids that were written down when they were made.
/// </summary>
public static class FuseLeftovers
{
    /// <summary>Points of the FUSE mounts below a folder.</summary>
    public static IReadOnlyList<string> PointsBelow(string folder) =>
        [
            .. MountTable
                .Read()
                .Below(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
                .Where(FuseConnection.IsFuse)
                .Select(entry => entry.MountPoint),
        ];

    /// <param name="folder">The work folder of a run and VM whose earlier workers have been ended.</param>
    public static async Task<LeftoversEnded> EndAsync(
        string folder,
        IProcessRunner processes,
        TimeProvider time
    )
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var ended = new List<string>();
        var left = new List<(string, string)>();
        foreach (var entry in MountTable.Read().Below(root))
        {
            if (!IsOurs(root, entry))
            {
                left.Add((entry.MountPoint, $"{entry.FileSystem} was not mounted by bench"));
                continue;
            }
            var connection = FuseConnection.Of(entry);
            connection.Abort();
            var (outcome, reason) = await new Unmounting(processes, time).UnmountAsync(
                connection,
                patient: false
            );
            if (outcome == UnmountOutcome.StillThere)
            {
                left.Add((entry.MountPoint, reason));
            }
            else
            {
                ended.Add(entry.MountPoint);
            }
        }
        return new LeftoversEnded(ended, left);
    }

    /// <summary>A worker may die after mounting and before it writes the ids down: then the place alone tells.</summary>
    private static bool IsOurs(string root, MountEntry entry) =>
        FuseConnection.IsFuse(entry)
        && FusePaths.OfPoint(root, entry.MountPoint) is { } paths
        && (
            !File.Exists(paths.Record)
            || File.ReadAllText(paths.Record) == FuseConnection.Of(entry).ToString()
        );
}
