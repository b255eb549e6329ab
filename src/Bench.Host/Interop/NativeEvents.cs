using System.Runtime.InteropServices;

namespace Bench.Host.Interop;

/// <summary>epoll and eventfd.</summary>
internal static unsafe partial class NativeEvents
{
    public const int EpollCloseOnExec = 0x80000;
    public const int EventNonBlocking = 0x800;
    public const int EventCloseOnExec = 0x80000;
    public const int Add = 1;
    public const int Remove = 2;
    public const uint Readable = 1;

    private const string Library = NativeFiles.Library;

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(
        int epoll,
        int operation,
        int descriptor,
        ref EpollEvent interest
    );

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, EpollEvent* events, int count, int timeout);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventCreate(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "eventfd_write", SetLastError = true)]
    public static partial int EventWrite(int descriptor, ulong value);

    [LibraryImport(Library, EntryPoint = "eventfd_read", SetLastError = true)]
    public static partial int EventRead(int descriptor, out ulong value);

    /// <summary><c>struct epoll_event</c>, packed on x86-64.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public struct EpollEvent
    {
        public uint Events;
        public long Data;
    }
}
