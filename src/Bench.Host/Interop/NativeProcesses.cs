using System.Runtime.InteropServices;

namespace Bench.Host.Interop;

/// <summary>Starting, signalling and reaping of processes.</summary>
internal static unsafe partial class NativeProcesses
{
    public const short SpawnSetSignalMask = 0x08;
    public const short SpawnSetSignalDefaults = 0x04;
    public const short SpawnNewSession = 0x80;
    public const int WaitNoHang = 1;

    /// <summary>Larger than <c>posix_spawnattr_t</c> (336) and <c>posix_spawn_file_actions_t</c> (80).</summary>
    public const int SpawnStructBytes = 512;

    /// <summary><c>sigset_t</c>: 1,024 bits.</summary>
    public const int SignalSetBytes = 128;

    private const string Library = NativeFiles.Library;
    private const int PidfdSendSignalNumber = 424;
    private const int PidfdOpenNumber = 434;
    private const int CachestatNumber = 451;

    [LibraryImport(Library, EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Spawn(
        out int pid,
        string path,
        byte* fileActions,
        byte* attributes,
        byte** arguments,
        byte** environment
    );

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    public static partial int AttributesInit(byte* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    public static partial int AttributesDestroy(byte* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    public static partial int AttributesSetFlags(byte* attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int AttributesSetSignalMask(byte* attributes, byte* signalSet);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int AttributesSetSignalDefaults(byte* attributes, byte* signalSet);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int ActionsInit(byte* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int ActionsDestroy(byte* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int ActionsAddDuplicate(byte* actions, int descriptor, int target);

    [LibraryImport(
        Library,
        EntryPoint = "posix_spawn_file_actions_addchdir_np",
        StringMarshalling = StringMarshalling.Utf8
    )]
    public static partial int ActionsAddChangeDirectory(byte* actions, string path);

    [LibraryImport(Library, EntryPoint = "waitpid", SetLastError = true)]
    public static partial int Wait(int pid, out int status, int options);

    [LibraryImport(Library, EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    public static int PidfdOpen(int pid) => (int)SystemCall(PidfdOpenNumber, pid, 0, 0, 0);

    public static int PidfdSendSignal(int pidfd, int signal) =>
        (int)SystemCall(PidfdSendSignalNumber, pidfd, signal, 0, 0);

    public static int Cachestat(int descriptor, CachestatRange* range, CachestatPages* pages) =>
        (int)SystemCall(CachestatNumber, descriptor, (nint)range, (nint)pages, 0);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint a, nint b, nint c, nint d);

    [StructLayout(LayoutKind.Sequential)]
    public struct CachestatRange
    {
        public ulong Offset;
        public ulong Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct CachestatPages
    {
        public ulong Cached;
        public ulong Dirty;
        public ulong Writeback;
        public ulong Evicted;
        public ulong RecentlyEvicted;
    }
}
