using Bench.Host.Interop;

namespace Bench.Host.PageCache;

/// <summary>What became of dropping the page cache.</summary>
/// <param name="Dropped">The kernel took the command.</param>
/// <param name="Reason">Why not; null if dropped.</param>
public sealed record DropOutcome(bool Dropped, string? Reason);

/// <summary>The host's page cache as a factor of a measurement.</summary>
public sealed class PageCacheControl
{
    /// <summary>The kernel's file.</summary>
    public const string KernelPath = "/proc/sys/vm/drop_caches";

    private static readonly byte[] PagesAndInodes = "3\n"u8.ToArray();

    private readonly string _path;
    private readonly TimeSpan _syncLimit;
    private readonly TimeProvider _time;

    /// <param name="path">The file to write to; another one in tests.</param>
    /// <param name="syncLimit">How long writing out dirty pages may take; 5 minutes by default.</param>
    /// <param name="time">The clock of that limit.</param>
    public PageCacheControl(
        string path = KernelPath,
        TimeSpan? syncLimit = null,
        TimeProvider? time = null
    )
    {
        _path = path;
        _syncLimit = syncLimit ?? TimeSpan.FromMinutes(5);
        _time = time ?? TimeProvider.System;
    }

    /// <summary>
    /// Writes out all dirty pages, which dropping would leave in place, then drops clean pages, dentries and
    /// inodes. Refusals are an outcome, never an exception.
    /// </summary>
    public async Task<DropOutcome> DropAsync(CancellationToken cancellation)
    {
        try
        {
            // A mount whose server is gone can hold sync up for ever.
            await Task.Run(NativeFiles.SyncAll, cancellation)
                .WaitAsync(_syncLimit, _time, cancellation);
            using var file = File.OpenHandle(
                _path,
                FileMode.Open,
                FileAccess.Write,
                FileShare.ReadWrite
            );
            await RandomAccess.WriteAsync(file, PagesAndInodes, fileOffset: 0, cancellation);
            return new DropOutcome(Dropped: true, Reason: null);
        }
        catch (TimeoutException)
        {
            return Refused($"sync did not end within {_syncLimit.TotalSeconds} s");
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return Refused(refusal.Message);
        }
    }

    private static DropOutcome Refused(string reason) => new(Dropped: false, reason);
}
