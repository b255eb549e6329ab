using System.Buffers;
using System.Runtime.InteropServices;
using Bench.Host.Interop;

namespace Bench.Host.PageCache;

/// <summary>How much of some files is in the page cache.</summary>
/// <param name="ResidentBytes">Bytes in the cache, counted in whole pages but never more than the files hold.</param>
/// <param name="TotalBytes">Bytes in the files.</param>
/// <param name="Method"><c>cachestat</c>, <c>mincore</c>, or both where files differ.</param>
public sealed record ResidencyReport(long ResidentBytes, long TotalBytes, string Method)
{
    /// <summary>Resident bytes ÷ total bytes; null when there are none.</summary>
    public double? Fraction => TotalBytes == 0 ? null : (double)ResidentBytes / TotalBytes;
}

/// <summary>The kernel does not tell this user about a file's pages (it does so only to who could write the file).</summary>
public sealed class ResidencyUnavailableException(string path)
    : IOException($"the kernel does not say which pages of {path} are cached")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;
}

/// <summary>Measures and makes residency of files in the page cache.</summary>
public static class Residency
{
    /// <summary>cachestat(2), since Linux 6.5.</summary>
    public const string CachestatMethod = "cachestat";

    /// <summary>mincore(2) over a mapping.</summary>
    public const string MincoreMethod = "mincore";

    private const int ReadBytes = 1 << 20;

    /// <summary>Measures files, and folders with all files below them, without reading them.</summary>
    /// <exception cref="HostCallException">A file cannot be opened.</exception>
    /// <exception cref="ResidencyUnavailableException">The kernel does not tell.</exception>
    public static ResidencyReport Measure(IEnumerable<string> paths) =>
        Measure(paths, allowCachestat: true);

    /// <summary>As above; tests turn cachestat off to see the other method.</summary>
    internal static ResidencyReport Measure(IEnumerable<string> paths, bool allowCachestat)
    {
        var resident = 0L;
        var total = 0L;
        var methods = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in FileSet.Expand(paths))
        {
            var (bytes, size, method) = MeasureFile(path, allowCachestat);
            resident += Math.Min(bytes, size);
            total += size;
            methods.Add(method);
        }

        return new ResidencyReport(resident, total, string.Join('+', methods));
    }

    /// <summary>
    /// Reads all files, and those of folders, whole through the page cache, several at once. Returns the bytes
    /// read.
    /// </summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static async Task<long> WarmAsync(
        IEnumerable<string> paths,
        CancellationToken cancellation,
        int parallelism = 4
    )
    {
        var total = 0L;
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = parallelism,
            CancellationToken = cancellation,
        };
        await Parallel.ForEachAsync(
            FileSet.Expand(paths),
            options,
            async (path, token) => Interlocked.Add(ref total, await ReadWholeAsync(path, token))
        );
        return total;
    }

    private static async Task<long> ReadWholeAsync(string path, CancellationToken cancellation)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            var offset = 0L;
            while (true)
            {
                var got = await RandomAccess.ReadAsync(file, buffer, offset, cancellation);
                if (got == 0)
                    return offset;
                offset += got;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static (long Resident, long Size, string Method) MeasureFile(
        string path,
        bool allowCachestat
    )
    {
        var descriptor = NativeFiles.Open(
            path,
            NativeFiles.ReadOnly | NativeFiles.CloseOnExec,
            mode: 0
        );
        if (descriptor < 0)
            throw new HostCallException($"open {path}", Marshal.GetLastPInvokeError());
        try
        {
            if (NativeFiles.Status(descriptor, out var status) != 0)
                throw new HostCallException($"fstat {path}", Marshal.GetLastPInvokeError());
            if (allowCachestat && PageProbe.TryCachestat(descriptor, path) is { } bytes)
                return (bytes, status.Size, CachestatMethod);
            return (PageProbe.Mincore(descriptor, path, status), status.Size, MincoreMethod);
        }
        finally
        {
            _ = NativeFiles.Close(descriptor);
        }
    }
}
