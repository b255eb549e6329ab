using System.Net;
using System.Net.Sockets;

namespace Bench.Hub.Driving;

/// <summary>TCP ports of loopback.</summary>
internal static class LoopbackPorts
{
    /// <summary>One that nobody listens on now; the next to ask gets another.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
