using System.Runtime.InteropServices;
using Bench.Host.Files;
using Bench.Host.Interop;

namespace Bench.Host.PageCache;

/// <summary>Asks the kernel for the cached pages of one open file.</summary>
internal static unsafe class PageProbe
{
    private const long WindowBytes = 1L << 30;

    /// <summary>Cached bytes in whole pages; null if the kernel or the file system has no cachestat.</summary>
    public static long? TryCachestat(int descriptor, string path)
    {
        var wholeFile = default(NativeProcesses.CachestatRange);
        var pages = default(NativeProcesses.CachestatPages);
        if (NativeProcesses.Cachestat(descriptor, &wholeFile, &pages) == 0)
            return (long)pages.Cached * Environment.SystemPageSize;
        var errno = Marshal.GetLastPInvokeError();
        return errno switch
        {
            // Sandboxes that do not know the call refuse it with EPERM; mincore then decides.
            Errno.NoSystemCall or Errno.NotSupported or Errno.NotPermitted => null,
            _ => throw new HostCallException($"cachestat {path}", errno),
        };
    }

    /// <summary>Cached bytes in whole pages, by mapping the file without touching it.</summary>
    /// <exception cref="ResidencyUnavailableException">
    /// Neither owner nor able to write: to such users mincore calls every page resident.
    /// </exception>
    public static long Mincore(int descriptor, string path, FileStatus status)
    {
        var user = NativeFiles.EffectiveUser();
        if (
            user != 0
            && user != status.User
            && NativeFiles.Access(path, NativeFiles.WritePermission) != 0
        )
            throw new ResidencyUnavailableException(path);
        var resident = 0L;
        for (var offset = 0L; offset < status.Size; offset += WindowBytes)
        {
            var length = Math.Min(WindowBytes, status.Size - offset);
            resident += MincoreWindow(descriptor, path, offset, (nuint)length);
        }

        return resident;
    }

    private static long MincoreWindow(int descriptor, string path, long offset, nuint length)
    {
        var address = NativeFiles.Map(
            0,
            length,
            NativeFiles.ProtectionRead,
            NativeFiles.MapShared,
            descriptor,
            offset
        );
        if (address == -1)
            throw new HostCallException($"mmap {path}", Marshal.GetLastPInvokeError());
        try
        {
            var pageSize = (nuint)Environment.SystemPageSize;
            var pages = new byte[(length + pageSize - 1) / pageSize];
            fixed (byte* start = pages)
            {
                if (NativeFiles.InCore(address, length, start) != 0)
                    throw new HostCallException($"mincore {path}", Marshal.GetLastPInvokeError());
            }

            return pages.Count(page => (page & 1) != 0) * (long)pageSize;
        }
        finally
        {
            _ = NativeFiles.Unmap(address, length);
        }
    }
}
