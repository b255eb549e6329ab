using System.Runtime.InteropServices;
using System.Text;
using Bench.Host.Interop;

namespace Bench.Host.Counters;

/// <summary>What a network interface is for counting.</summary>
public enum InterfaceKind
{
    /// <summary>Loopback, or stacked on another interface: its bytes never leave the host, or count there.</summary>
    Left,

    /// <summary>It has no device of its own, such as one end of a veth pair.</summary>
    Virtual,

    /// <summary>It has a device of its own.</summary>
    Physical,
}

/// <summary>
/// Bytes over the network since boot. Physical interfaces if there are any, since whatever leaves the host passes
/// one of them and would count twice with bridges, bonds or tunnels; else (in a network namespace) all virtual
/// ones. Never the loopback.
/// </summary>
/// <param name="ReceivedBytes">Received.</param>
/// <param name="TransmittedBytes">Transmitted.</param>
/// <param name="InterfaceCount">Interfaces counted.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NetworkCounters(
    long ReceivedBytes,
    long TransmittedBytes,
    int InterfaceCount
)
{
    /// <summary>Reads <c>/proc/net/dev</c>.</summary>
    /// <exception cref="HostCallException">It cannot be read.</exception>
    public static NetworkCounters Read()
    {
        using var file = ProcFile.Read("/proc/net/dev");
        return Parse(file.Bytes, CountedDevices.KindOf);
    }

    /// <summary>
    /// All interfaces of a process's network namespace, the loopback included; nothing if the process is gone.
    /// </summary>
    public static NetworkCounters OfNamespace(int pid)
    {
        using var file = ProcFile.TryRead($"/proc/{pid}/net/dev");
        var sum = default(NetworkCounters);
        var text = file is null ? default : file.Bytes;
        while (ProcFields.TryTakeLine(ref text, out var line))
        {
            if (line.IndexOf((byte)':') is var colon and >= 0)
                sum = sum.Plus(line[(colon + 1)..]);
        }

        return sum;
    }

    /// <summary>Parses the text of <c>/proc/net/dev</c>.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="kindOf">What the interface of a name is; the loopback is left out whatever it says.</param>
    public static NetworkCounters Parse(
        ReadOnlySpan<byte> text,
        Func<ReadOnlySpan<char>, InterfaceKind> kindOf
    )
    {
        var physical = default(NetworkCounters);
        var others = default(NetworkCounters);
        Span<char> name = stackalloc char[64];
        while (ProcFields.TryTakeLine(ref text, out var line))
        {
            var colon = line.IndexOf((byte)':');
            if (colon < 0)
                continue;
            var bytes = line[..colon].Trim((byte)' ');
            if (bytes.SequenceEqual("lo"u8) || bytes.Length > name.Length)
                continue;
            var kind = kindOf(name[..Encoding.ASCII.GetChars(bytes, name)]);
            if (kind == InterfaceKind.Physical)
                physical = physical.Plus(line[(colon + 1)..]);
            else if (kind == InterfaceKind.Virtual)
                others = others.Plus(line[(colon + 1)..]);
        }

        return physical.InterfaceCount > 0 ? physical : others;
    }

    private NetworkCounters Plus(ReadOnlySpan<byte> columns)
    {
        var received = ProcFields.TakeNumber(ref columns);
        ProcFields.Skip(ref columns, 7);
        return new NetworkCounters(
            ReceivedBytes + received,
            TransmittedBytes + ProcFields.TakeNumber(ref columns),
            InterfaceCount + 1
        );
    }
}
