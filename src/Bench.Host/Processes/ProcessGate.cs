using System.Runtime.InteropServices;
using Bench.Host.Interop;

namespace Bench.Host.Processes;

/// <summary>
/// Holds programs until it is opened: each runs <see cref="Command"/> in a shell, which says that it waits and reads a
/// line from a named pipe. Only this process can write there. Where it dies, or the gate is disposed of unopened, they
/// read an end, and the command fails.
/// </summary>
public sealed unsafe class ProcessGate : IDisposable
{
    /// <summary>The environment variable that names the gate's folder.</summary>
    public const string Variable = "BENCH_GATE";

    /// <summary>
    /// For <c>sh -c</c>; succeeds when the gate is opened. What it prints, and what is appended to it as a redirection,
    /// goes to the gate's folder.
    /// </summary>
    public const string Command =
        $"cd \"${Variable}\" && echo >> {HeldName} && read held < {PipeName}";

    private const string HeldName = "held";
    private const string PipeName = "gate";
    private const uint OwnerOnly = 0b110_000_000;

    /// <summary>A line for each who waits; far more than that does no harm, and fits into any pipe.</summary>
    private const int Lines = 4096;

    private readonly string _held;
    private readonly Lock _gate = new();
    private int _descriptor;

    /// <param name="folder">Is made; must not be there yet.</param>
    /// <exception cref="HostCallException">The pipe cannot be made.</exception>
    public ProcessGate(string folder)
    {
        Folder = Directory.CreateDirectory(folder).FullName;
        _held = Path.Combine(Folder, HeldName);
        var pipe = Path.Combine(Folder, PipeName);
        if (NativeFiles.MakePipe(pipe, OwnerOnly) < 0)
            throw new HostCallException($"mkfifo {pipe}", Marshal.GetLastPInvokeError());
        // For reading as well: opening does not wait for a reader, and writing never meets a pipe without one.
        _descriptor = NativeFiles.Open(pipe, NativeFiles.ReadWrite | NativeFiles.CloseOnExec, 0);
        if (_descriptor < 0)
            throw new HostCallException($"open {pipe}", Marshal.GetLastPInvokeError());
        // What is done for the first time is slow: opening must not be.
        Write(0);
    }

    /// <summary>What <see cref="Variable"/> is to be.</summary>
    public string Folder { get; }

    /// <summary>How many have come to the gate so far.</summary>
    public int Waiting
    {
        get
        {
            var held = new FileInfo(_held);
            return held.Exists ? (int)held.Length : 0;
        }
    }

    /// <summary>Lets all go, those too who come later. May be called by any thread; does nothing once disposed of.</summary>
    /// <exception cref="HostCallException">The pipe cannot be written.</exception>
    public void Open() => Write(Lines);

    /// <summary>Closes it for good: who still waits there fails. The folder is left as it is.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_descriptor >= 0)
                _ = NativeFiles.Close(_descriptor);
            _descriptor = -1;
        }
    }

    private void Write(int lines)
    {
        Span<byte> text = stackalloc byte[lines];
        text.Fill((byte)'\n');
        lock (_gate)
        {
            fixed (byte* start = text)
            {
                if (
                    _descriptor >= 0
                    && NativeFiles.Write(_descriptor, start, (nuint)lines) != lines
                )
                    throw new HostCallException("write to a gate", Marshal.GetLastPInvokeError());
            }
        }
    }
}
