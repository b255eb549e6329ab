using System.Runtime.InteropServices;
using Bench.Host.Interop;

namespace Bench.Host.Mounts;

/// <summary>Which volume a path is on.</summary>
public static class Volumes
{
    /// <summary>
    /// Whether two paths are on one volume (<c>st_dev</c>). Of a path that does not exist yet, the nearest folder above it
    /// that does decides.
    /// </summary>
    /// <exception cref="HostCallException">A path cannot be looked at.</exception>
    public static bool AreOne(string path, string other) => DeviceOf(path) == DeviceOf(other);

    private static ulong DeviceOf(string path)
    {
        var existing = Path.GetFullPath(path);
        while (!Path.Exists(existing) && Path.GetDirectoryName(existing) is { } above)
        {
            existing = above;
        }
        return NativeFiles.Status(existing, out var status) == 0
            ? status.Device
            : throw new HostCallException($"stat {existing}", Marshal.GetLastPInvokeError());
    }
}
