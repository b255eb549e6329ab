using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Bench.Rpc.Server;

/// <summary>Opens endpoints that speak HTTP/2.</summary>
public static class RpcListening
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>
    /// With TLS the endpoint speaks HTTP/1.1 too, so that browsers can share it; without, clients could not tell which
    /// of both is spoken, so it is HTTP/2 alone. Port 0 takes a free one. The limits hold for all endpoints of the
    /// server.
    /// </summary>
    public static void ListenRpc(
        this KestrelServerOptions kestrel,
        IPEndPoint address,
        RpcListenOptions options
    )
    {
        var limits = kestrel.Limits;
        limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        limits.Http2.KeepAlivePingDelay = options.KeepAliveDelay;
        limits.Http2.KeepAlivePingTimeout = options.KeepAliveTimeout;
        limits.MaxConcurrentConnections = options.MaxConnections;
        // A watcher may pause for as long as its connection lives: pings find dead ones, windows bound what is kept.
        limits.MinResponseDataRate = null;
        kestrel.AddServerHeader = false;
        kestrel.Listen(
            address,
            endpoint =>
            {
                endpoint.Protocols = options.Tls is null
                    ? HttpProtocols.Http2
                    : HttpProtocols.Http1AndHttp2;
                if (options.Tls is { } tls)
                {
                    endpoint.UseHttps(Https(tls));
                }
            }
        );
    }

    private static HttpsConnectionAdapterOptions Https(RpcServerTls tls) =>
        new()
        {
            ServerCertificate = tls.Certificate,
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateMode =
                tls.RequiresClientCertificate ? ClientCertificateMode.RequireCertificate
                : tls.ClientAuthorities.Count > 0 ? ClientCertificateMode.AllowCertificate
                : ClientCertificateMode.NoCertificate,
            OnAuthenticate = (_, handshake) =>
                handshake.CertificateChainPolicy = ClientChain(tls.ClientAuthorities),
        };

    /// <summary>Only the given authorities issue clients' certificates; those of the system have no say.</summary>
    private static X509ChainPolicy ClientChain(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return policy;
    }
}
