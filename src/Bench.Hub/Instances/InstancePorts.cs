using System.Net;
using System.Net.Sockets;

namespace Bench.Hub.Instances;

/// <summary>Gives out ports of loopback, each to one instance at a time.</summary>
/// <param name="first">The first of a range; 0 for any that are free.</param>
/// <param name="count">How many are in the range.</param>
public sealed class InstancePorts(int first = 0, int count = InstancePorts.DefaultCount)
{
    public const int DefaultCount = 10_000;
    private const int Tries = 100;

    private readonly Lock _gate = new();
    private readonly HashSet<int> _taken = [];

    /// <summary>A port that is free now, the wanted one if it is.</summary>
    /// <exception cref="InstanceException">There is none.</exception>
    public int Take(int wanted = 0)
    {
        lock (_gate)
        {
            foreach (var port in Candidates(wanted))
            {
                if (!_taken.Contains(port) && Probe(port) is { } free && _taken.Add(free))
                {
                    return free;
                }
            }
        }
        throw new InstanceException(
            first == 0
                ? "no port of loopback is free"
                : $"none of the ports {first} to {first + count - 1} is free; choose another range"
        );
    }

    public void GiveBack(int port)
    {
        lock (_gate)
        {
            _taken.Remove(port);
        }
    }

    private IEnumerable<int> Candidates(int wanted)
    {
        if (wanted > 0)
        {
            yield return wanted;
        }
        for (var i = 0; i < (first == 0 ? Tries : count); i++)
        {
            yield return first == 0 ? 0 : first + i;
        }
    }

    /// <summary>The port if it can be listened on, a free one for 0, null if it is somebody's.</summary>
    private static int? Probe(int port)
    {
        using var socket = new Socket(
            AddressFamily.InterNetwork,
            SocketType.Stream,
            ProtocolType.Tcp
        );
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
