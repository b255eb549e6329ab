using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Bench.Rpc.Client;

/// <summary>The connections of a channel.</summary>
internal static class ChannelHandler
{
    public static SocketsHttpHandler Create(RpcChannelOptions options) =>
        new()
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            // Proxies of the environment mostly speak HTTP/1.1, and plain HTTP/2 passes none.
            UseProxy = false,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = options.ConnectTimeout,
            // With one of its own the library leaves connections to HTTP, instead of holding calls back by a balancer.
            ConnectCallback = ConnectAsync,
            KeepAlivePingDelay = options.KeepAliveDelay,
            KeepAlivePingTimeout = options.KeepAliveTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            SslOptions = Tls(options),
        };

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancel
    )
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SslClientAuthenticationOptions Tls(RpcChannelOptions options)
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.ServerAuthorities.Count > 0)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(options.ServerAuthorities);
        }
        if (options.ClientCertificate is { } own)
        {
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(
                own,
                additionalCertificates: null,
                offline: true
            );
        }
        return tls;
    }
}
