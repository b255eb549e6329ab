using System.Runtime.InteropServices;
using Bench.Host.Files;

namespace Bench.Hub.Local;

/// <summary>The few calls on files that .NET has no name for, as laid out on x86-64.</summary>
internal static partial class Posix
{
    private const string Library = "libc.so.6";
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint Exchange = 2;
    private const long OmitTime = 0x3ffffffe;

    public static FileStatus Status(string path) => FileStatus.OfName(path);

    public static void SetMode(string path, int mode) => Check(NativeSetMode(path, mode), path);

    public static void SetModified(string path, long nanoseconds)
    {
        var seconds = Math.DivRem(nanoseconds, 1_000_000_000, out var rest);
        if (rest < 0)
        {
            (seconds, rest) = (seconds - 1, rest + 1_000_000_000);
        }
        // Two of struct timespec: of access and of modification.
        ReadOnlySpan<long> times = [0, OmitTime, seconds, rest];
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
        EntryPoint = "utimensat",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static partial int NativeSetTimes(
        int folder,
        string path,
        ReadOnlySpan<long> times,
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
}
