using System.Globalization;
using System.Runtime.InteropServices;
using Bench.Host.Interop;

namespace Bench.Host.Limits;

/// <summary>How many files a process may have open.</summary>
/// <param name="Soft">In force; null is without limit.</param>
/// <param name="Hard">How far it may be raised; null is without limit.</param>
public sealed record OpenFileLimit(long? Soft, long? Hard);

/// <summary>The kernel's limit for <c>io_setup(2)</c>, which the engine libaio uses.</summary>
/// <param name="Most">Requests, <c>fs.aio-max-nr</c>.</param>
/// <param name="Used">Requests set up now, <c>fs.aio-nr</c>.</param>
public sealed record AsyncIoLimit(long Most, long Used);

/// <summary>Limits that a run may meet.</summary>
public static class HostLimits
{
    /// <summary>
    /// Bytes that this user may still write at a path; of one that does not exist yet, in its nearest folder that
    /// does.
    /// </summary>
    /// <exception cref="IOException">The file system does not say.</exception>
    public static long FreeBytes(string path)
    {
        var existing = Path.GetFullPath(path);
        while (!Path.Exists(existing))
            existing = Path.GetDirectoryName(existing) ?? "/";
        return new DriveInfo(existing).AvailableFreeSpace;
    }

    /// <summary>This process's limit, which its children inherit (the .NET runtime raises the soft one to the hard).</summary>
    /// <exception cref="HostCallException">The kernel does not say.</exception>
    public static OpenFileLimit OpenFiles()
    {
        if (NativeFiles.GetLimit(NativeFiles.LimitOpenFiles, out var limit) != 0)
            throw new HostCallException("getrlimit", Marshal.GetLastPInvokeError());
        return new OpenFileLimit(Bounded(limit.Soft), Bounded(limit.Hard));
    }

    /// <summary>Asynchronous I/O requests that all processes of the host may have set up together, and have now.</summary>
    /// <exception cref="IOException">The kernel does not say.</exception>
    public static AsyncIoLimit AsyncIo() =>
        new(Number("/proc/sys/fs/aio-max-nr"), Number("/proc/sys/fs/aio-nr"));

    private static long Number(string path) =>
        long.Parse(File.ReadAllText(path), NumberStyles.Integer, CultureInfo.InvariantCulture);

    private static long? Bounded(ulong value) => value > long.MaxValue ? null : (long)value;
}
