using System.Runtime.InteropServices;
using Bench.Host.Interop;

namespace Bench.Host.Files;

/// <summary><c>struct stat</c> of Linux on x86-64: the fields used here, at their offsets.</summary>
[StructLayout(LayoutKind.Explicit, Size = 144)]
public readonly struct FileStatus
{
    [FieldOffset(0)]
    public readonly ulong Device;

    [FieldOffset(8)]
    public readonly ulong Inode;

    [FieldOffset(24)]
    private readonly uint _modeAndKind;

    [FieldOffset(28)]
    public readonly uint User;

    [FieldOffset(48)]
    public readonly long Size;

    [FieldOffset(88)]
    public readonly FileTime Modified;

    [FieldOffset(104)]
    public readonly FileTime Changed;

    public bool IsRegularFile => (_modeAndKind & 0xF000) == 0x8000;

    public bool IsFolder => (_modeAndKind & 0xF000) == 0x4000;

    public bool IsLink => (_modeAndKind & 0xF000) == 0xA000;

    /// <summary>Permissions, set-user-id and the like.</summary>
    public int Mode => (int)(_modeAndKind & 0xFFF);

    /// <summary>Of the name itself: a symbolic link is not followed. False where it cannot be looked at.</summary>
    public static bool TryOfName(string path, out FileStatus status) =>
        NativeFiles.StatusOfName(path, out status) == 0;

    /// <summary>Of the name itself: a symbolic link is not followed.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public static FileStatus OfName(string path) =>
        TryOfName(path, out var status)
            ? status
            : throw FileErrors.Of(path, "cannot be looked at", Marshal.GetLastPInvokeError());
}

/// <summary><c>struct timespec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct FileTime(long Seconds, long Nanoseconds)
{
    public long TotalNanoseconds => (Seconds * 1_000_000_000) + Nanoseconds;
}
