using System.Runtime.InteropServices;

namespace Bench.Hub.Local;

/// <summary>The few calls on files that .NET has no name for, as laid out on x86-64.</summary>
internal static partial class Posix
{
    private const string Library = "libc.so.6";
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint Exchange = 2;
    private const long OmitTime = 0x3ffffffe;

    public static FileStatus Status(string path) =>
        TryStatus(path, out var status)
            ? status
            : throw new IOException(
                $"{path} cannot be looked at: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}"
            );

    /// <summary>Of the name itself: a symbolic link is not followed.</summary>
    public static bool TryStatus(string path, out FileStatus status) =>
        NativeStatus(path, out status) == 0;

    public static void SetMode(string path, int mode) => Check(NativeSetMode(path, mode), path);

    public static void SetModified(string path, long nanoseconds)
    {
        var seconds = Math.DivRem(nanoseconds, 1_000_000_000, out var rest);
        if (rest < 0)
        {
            (seconds, rest) = (seconds - 1, rest + 1_000_000_000);
        }
        ReadOnlySpan<NativeTime> times = [new(0, OmitTime), new(seconds, rest)];
        Check(NativeSetTimes(CurrentFolder, path, times, NoFollow), path);
    }

    /// <summary>Gives a file a second name; false where the file system cannot.</summary>
    public static bool TryLink(string existing, string name) => NativeLink(existing, name) == 0;

    /// <summary>Two names change places, both of which exist; false where the file system cannot.</summary>
    public static bool TryExchange(string one, string other) =>
        NativeRename(CurrentFolder, one, CurrentFolder, other, Exchange) == 0;

    private static void Check(int result, string path)
    {
        if (result != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
    }

    [LibraryImport(
        Library,
        EntryPoint = "lstat",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static partial int NativeStatus(string path, out FileStatus status);

    [LibraryImport(
        Library,
        EntryPoint = "utimensat",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static partial int NativeSetTimes(
        int folder,
        string path,
        ReadOnlySpan<NativeTime> times,
        int flags
    );

    [LibraryImport(
        Library,
        EntryPoint = "chmod",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static partial int NativeSetMode(string path, int mode);

    [LibraryImport(
        Library,
        EntryPoint = "link",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static partial int NativeLink(string existing, string name);

    [LibraryImport(
        Library,
        EntryPoint = "renameat2",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static partial int NativeRename(
        int oldFolder,
        string oldPath,
        int newFolder,
        string newPath,
        uint flags
    );

    /// <summary><c>struct stat</c>: the fields used here, at their offsets.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    public struct FileStatus
    {
        [FieldOffset(0)]
        public ulong Device;

        [FieldOffset(8)]
        public ulong Inode;

        [FieldOffset(24)]
        public uint ModeAndKind;

        [FieldOffset(48)]
        public long Size;

        [FieldOffset(88)]
        public NativeTime Modified;

        [FieldOffset(104)]
        public NativeTime Changed;

        public readonly bool IsRegularFile => (ModeAndKind & 0xF000) == 0x8000;

        public readonly bool IsFolder => (ModeAndKind & 0xF000) == 0x4000;

        public readonly bool IsLink => (ModeAndKind & 0xF000) == 0xA000;

        /// <summary>Permissions, set-user-id and the like.</summary>
        public readonly int Mode => (int)(ModeAndKind & 0xFFF);
    }

    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct NativeTime(long Seconds, long Nanoseconds)
    {
        public long TotalNanoseconds => (Seconds * 1_000_000_000) + Nanoseconds;
    }
}
