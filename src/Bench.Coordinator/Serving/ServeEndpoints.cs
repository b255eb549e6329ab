using Bench.Rpc.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bench.Coordinator.Serving;

/// <summary>The endpoints of a coordinator's server and their limits.</summary>
internal static class ServeEndpoints
{
    private const int LongestLine = 8 * 1024;
    private const int LongestHeaders = 32 * 1024;

    /// <summary>Forms of pages are small, and calls have a limit of their own.</summary>
    private const long LongestBody = 64 * 1024;

    public static void Listen(KestrelServerOptions kestrel, ServeOptions options, SharedPort? port)
    {
        var limits = new RpcListenOptions { Tls = options.Tls };
        if (port is null)
        {
            kestrel.ListenRpc(options.Listen.EndPoint, limits);
        }
        else
        {
            kestrel.Limits.Http2.MaxStreamsPerConnection = limits.MaxStreamsPerConnection;
            kestrel.Limits.Http2.KeepAlivePingDelay = limits.KeepAliveDelay;
            kestrel.Limits.Http2.KeepAlivePingTimeout = limits.KeepAliveTimeout;
            kestrel.Limits.MaxConcurrentConnections = limits.MaxConnections;
            // Who watches may pause for as long as its connection lives: windows bound what is kept for it.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.AddServerHeader = false;
            kestrel.Listen(port.Pages, endpoint => endpoint.Protocols = HttpProtocols.Http1);
            kestrel.Listen(port.Calls, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        }
        kestrel.Limits.MaxRequestLineSize = LongestLine;
        kestrel.Limits.MaxRequestHeadersTotalSize = LongestHeaders;
        kestrel.Limits.MaxRequestBodySize = LongestBody;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    }
}
