using System.Runtime.InteropServices;
using Bench.Host.Interop;

namespace Bench.Host.Files;

/// <summary>
/// A file that is written once from its beginning to its end, by as few system calls as there can be: open, write and
/// close. .NET's handles also look at the file, lock it, seek, and truncate what is new anyhow; after a truncation ext4
/// writes a file out when it is closed.
/// </summary>
public sealed unsafe class NewFile : IDisposable
{
    private const int Flags =
        NativeFiles.WriteOnly
        | NativeFiles.Create
        | NativeFiles.MustBeNew
        | NativeFiles.CloseOnExec;

    /// <summary>What the process's mask leaves of it counts.</summary>
    private const uint ReadAndWriteByAll = 0b110_110_110;

    private readonly string _path;
    private int _descriptor;

    private NewFile(string path, int descriptor) => (_path, _descriptor) = (path, descriptor);

    /// <summary>A file at that path, in folders that are made when they are missing.</summary>
    /// <remarks>A file that was there loses its name, so that other names of it keep their content.</remarks>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static NewFile Create(string path)
    {
        var descriptor = NativeFiles.Open(path, Flags, ReadAndWriteByAll);
        var errno = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (errno == Errno.NoEntry)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        else if (errno == Errno.Exists)
        {
            File.Delete(path);
        }
        if (errno is Errno.NoEntry or Errno.Exists)
        {
            descriptor = NativeFiles.Open(path, Flags, ReadAndWriteByAll);
            errno = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        return errno == 0
            ? new NewFile(path, descriptor)
            : throw FileErrors.Of(path, "cannot be made", errno);
    }

    /// <summary>Adds bytes at the end.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_descriptor < 0, this);
        fixed (byte* start = bytes)
        {
            for (nint done = 0; done < bytes.Length; )
            {
                var wrote = NativeFiles.Write(
                    _descriptor,
                    start + done,
                    (nuint)(bytes.Length - done)
                );
                if (wrote >= 0)
                {
                    done += wrote;
                }
                else if (Marshal.GetLastPInvokeError() is var errno and not Errno.Interrupted)
                {
                    throw FileErrors.Of(_path, "cannot be written", errno);
                }
            }
        }
    }

    public void Dispose()
    {
        if (_descriptor >= 0)
        {
            _ = NativeFiles.Close(_descriptor);
            _descriptor = -1;
        }
    }
}
