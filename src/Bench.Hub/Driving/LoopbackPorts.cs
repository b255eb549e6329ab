using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Bench.Hub.Driving;

/// <summary>TCP ports of loopback.</summary>
internal static class LoopbackPorts
{
    private const int First = 10_000;
    private const int Tries = 100;
    private const string EphemeralRange = "/proc/sys/net/ipv4/ip_local_port_range";

    /// <summary>
    /// One that nobody listens on now. It is none of those that the system gives to whoever asks for any port: another
    /// program would get it before it is used.
    /// </summary>
    public static int Free()
    {
        var end = FirstEphemeral();
        for (var i = 0; i < Tries && end > First; i++)
        {
            var port = RandomNumberGenerator.GetInt32(First, end);
            if (!IsTaken(port))
            {
                return port;
            }
        }
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Whether somebody listens on it.</summary>
    public static bool IsTaken(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static int FirstEphemeral()
    {
        try
        {
            var words = File.ReadAllText(EphemeralRange)
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return int.Parse(words[0], NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (Exception e)
            when (e
                    is IOException
                        or UnauthorizedAccessException
                        or FormatException
                        or IndexOutOfRangeException
            )
        {
            return 0;
        }
    }
}
