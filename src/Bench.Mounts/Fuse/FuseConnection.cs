using System.Globalization;
using Bench.Host.Mounts;

namespace Bench.Mounts.Fuse;

/// <summary>A FUSE mount in the kernel, told apart from every other at its place by ids.</summary>
/// <param name="Point">The mount point.</param>
/// <param name="MountId">The mount's id.</param>
/// <param name="Minor">Minor number of its device, which names the connection.</param>
internal sealed record FuseConnection(string Point, int MountId, int Minor)
{
    private const string Control = "/sys/fs/fuse/connections";

    /// <summary>Whether it is still this mount that is there.</summary>
    public bool IsThere =>
        MountTable.Read().At(Point) is { } entry
        && entry.Id == MountId
        && entry.DeviceMinor == Minor;

    /// <summary>The connection of a mount that has appeared at a place; null while none has.</summary>
    public static FuseConnection? At(string point) =>
        MountTable.Read().At(point) is { } entry && IsFuse(entry) ? Of(entry) : null;

    public static FuseConnection Of(MountEntry entry) =>
        new(entry.MountPoint, entry.Id, entry.DeviceMinor);

    public static bool IsFuse(MountEntry entry) =>
        entry.FileSystem is "fuse"
        || entry.FileSystem.StartsWith("fuse.", StringComparison.Ordinal);

    /// <summary>
    /// Makes every call that waits for the file system fail at once, now and from now on. Without the kernel's control
    /// files (they are a file system of their own) ending the server does the same.
    /// </summary>
    public void Abort()
    {
        try
        {
            if (IsThere)
            {
                File.WriteAllText(
                    Path.Combine(Control, Minor.ToString(CultureInfo.InvariantCulture), "abort"),
                    "1"
                );
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not mounted or not permitted: the server's end is what is left.
        }
    }

    /// <summary>As a text that a later worker reads.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{MountId} {Minor}");
}
