using System.Runtime.InteropServices;
using System.Text;
using Bench.Host.Files;
using Bench.Host.Interop;
using Microsoft.Win32.SafeHandles;

namespace Bench.Host.Locks;

/// <summary>What is known of a lock file.</summary>
public enum LockState
{
    /// <summary>Nobody holds it.</summary>
    Free,

    /// <summary>Somebody holds it.</summary>
    Held,

    /// <summary>It cannot be told from here: the file is absent, may not be opened, or is another one.</summary>
    Unknown,
}

/// <summary>
/// An exclusive flock(2) on a file, held until disposed of or until this process ends, however that happens.
/// Children do not inherit it. The file is never deleted: two files at one path would be two locks.
/// </summary>
public sealed class HostFileLock : IDisposable
{
    private const uint FileMode = 0b110_110_110;

    // A probe holds a shared lock for microseconds; more tries than one keep it from looking like a holder.
    private const int Tries = 5;

    private const int LongestSignature = 1000;

    private int _descriptor;

    private HostFileLock(string path, int descriptor, FileStatus status)
    {
        Path = path;
        _descriptor = descriptor;
        Device = status.Device;
        Inode = status.Inode;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The device that holds the file (<c>st_dev</c>).</summary>
    public ulong Device { get; }

    /// <summary>The file's inode (<c>st_ino</c>).</summary>
    public ulong Inode { get; }

    /// <summary>Takes the lock, creating file and folder; null if another holds it.</summary>
    /// <exception cref="HostCallException">The file cannot be opened or locked.</exception>
    public static HostFileLock? TryAcquire(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        for (var i = 0; i < Tries; i++)
        {
            if (TryOnce(full) is { } held)
                return held;
            Thread.Yield();
        }

        return null;
    }

    /// <summary>Waits for the lock.</summary>
    /// <exception cref="HostCallException">The file cannot be opened or locked.</exception>
    public static async Task<HostFileLock> AcquireAsync(
        string path,
        TimeSpan pollInterval,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryAcquire(path) is { } held)
                return held;
            await Task.Delay(pollInterval, time, cancellation);
        }
    }

    /// <summary>Is the lock on this very file held? Creates nothing.</summary>
    /// <param name="path">Where the file was.</param>
    /// <param name="device">Its device, as its holder saw it.</param>
    /// <param name="inode">Its inode.</param>
    public static LockState Probe(string path, ulong device, ulong inode)
    {
        var descriptor = NativeFiles.Open(
            path,
            NativeFiles.ReadOnly | NativeFiles.CloseOnExec,
            mode: 0
        );
        if (descriptor < 0)
            return LockState.Unknown;
        try
        {
            if (
                NativeFiles.Status(descriptor, out var status) != 0
                || status.Device != device
                || status.Inode != inode
            )
                return LockState.Unknown;
            if (
                NativeFiles.Lock(descriptor, NativeFiles.LockShared | NativeFiles.LockNonBlocking)
                == 0
            )
                return LockState.Free;
            return Marshal.GetLastPInvokeError() == Errno.WouldBlock
                ? LockState.Held
                : LockState.Unknown;
        }
        finally
        {
            _ = NativeFiles.Close(descriptor);
        }
    }

    /// <summary>Writes into the file who holds it, for those who do not get it, and for the next holder.</summary>
    public void Sign(string text)
    {
        using var file = new SafeFileHandle(_descriptor, ownsHandle: false);
        var bytes = Encoding.UTF8.GetBytes(text);
        RandomAccess.Write(file, bytes, 0);
        RandomAccess.SetLength(file, bytes.Length);
    }

    /// <summary>What its last holder wrote, who may be gone; empty when none did. Does not wait for the lock.</summary>
    public static string SignatureAt(string path)
    {
        // Not by .NET's own calls, which take a lock of the same kind.
        var descriptor = NativeFiles.Open(
            path,
            NativeFiles.ReadOnly | NativeFiles.CloseOnExec,
            mode: 0
        );
        if (descriptor < 0)
            return "";
        using var file = new SafeFileHandle(descriptor, ownsHandle: true);
        var bytes = new byte[LongestSignature];
        return Encoding.UTF8.GetString(bytes.AsSpan(0, RandomAccess.Read(file, bytes, 0)));
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        var descriptor = Interlocked.Exchange(ref _descriptor, -1);
        if (descriptor >= 0)
            _ = NativeFiles.Close(descriptor);
    }

    private static HostFileLock? TryOnce(string path)
    {
        var descriptor = NativeFiles.Open(
            path,
            NativeFiles.ReadWrite | NativeFiles.Create | NativeFiles.CloseOnExec,
            FileMode
        );
        if (descriptor < 0)
            throw new HostCallException($"open {path}", Marshal.GetLastPInvokeError());
        HostFileLock? held = null;
        try
        {
            held = TryLock(path, descriptor);
            return held;
        }
        finally
        {
            if (held is null)
                _ = NativeFiles.Close(descriptor);
        }
    }

    private static HostFileLock? TryLock(string path, int descriptor)
    {
        const int operation = NativeFiles.LockExclusive | NativeFiles.LockNonBlocking;
        if (NativeFiles.Lock(descriptor, operation) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            return errno is Errno.WouldBlock or Errno.Interrupted
                ? null
                : throw new HostCallException($"flock {path}", errno);
        }

        if (NativeFiles.Status(descriptor, out var status) != 0)
            throw new HostCallException($"fstat {path}", Marshal.GetLastPInvokeError());
        // Somebody may have replaced the file between opening and locking: then this is nobody's lock.
        return
            NativeFiles.Status(path, out var atPath) == 0
            && atPath.Device == status.Device
            && atPath.Inode == status.Inode
            ? new HostFileLock(path, descriptor, status)
            : null;
    }
}
