using System.Net;
using System.Net.Security;
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
            KeepAlivePingDelay = options.KeepAliveDelay,
            KeepAlivePingTimeout = options.KeepAliveTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            SslOptions = Tls(options),
        };

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
