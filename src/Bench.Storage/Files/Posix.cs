using System.Runtime.InteropServices;

namespace Bench.Storage.Files;

/// <summary>The few calls that .NET has no name for.</summary>
internal static partial class Posix
{
    public const int AlreadyExists = 17;
    public const int NoEntry = 2;
    public const int NoSpace = 28;
    public const int NotDirectory = 20;
    public const int IsDirectory = 21;
    public const int ReadOnlyFileSystem = 30;
    public const int QuotaExceeded = 122;

    private const int NoSuchProcess = 3;
    private const int ReadOnlyDirectory = 0x10000 | 0x80000;

    /// <summary>Gives the file a second name unless that name is taken: 0, or the error number.</summary>
    public static int Link(string existing, string name) =>
        NativeLink(existing, name) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Makes the names in a folder survive a crash of the machine.</summary>
    public static void SyncDirectory(string path)
    {
        var descriptor = NativeOpen(path, ReadOnlyDirectory);
        if (descriptor < 0)
        {
            throw new IOException(
                $"{path} cannot be opened (error {Marshal.GetLastPInvokeError()})"
            );
        }
        var failed = NativeSync(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = NativeClose(descriptor);
        if (failed)
        {
            throw new IOException($"{path} cannot be synced (error {error})", error);
        }
    }

    /// <summary>False only when no process, of whichever user, has this id.</summary>
    public static bool ProcessExists(int id) =>
        NativeKill(id, 0) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;

    [LibraryImport(
        "libc",
        EntryPoint = "link",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static partial int NativeLink(string existing, string name);

    [LibraryImport(
        "libc",
        EntryPoint = "open",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static partial int NativeOpen(string path, int flags);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int NativeKill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int NativeSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int NativeClose(int descriptor);
}
