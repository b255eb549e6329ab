using System.Security.Cryptography.X509Certificates;

namespace Bench.Rpc.Server;

/// <summary>Limits of a server's connections.</summary>
public sealed record RpcListenOptions
{
    /// <summary>Null for plain HTTP/2 with prior knowledge, which belongs on loopback.</summary>
    public RpcServerTls? Tls { get; init; }

    /// <summary>Calls at a time on one connection; a client waits or opens another one beyond it.</summary>
    public int MaxStreamsPerConnection { get; init; } = 256;

    /// <summary>Connections at a time; null for no limit.</summary>
    public long? MaxConnections { get; init; } = 20_000;

    /// <summary>Silence of a connection after which the server asks whether its peer lives. At least 1 s.</summary>
    public TimeSpan KeepAliveDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long that answer may take before the connection and its calls end. At least 1 s.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>A server's side of TLS.</summary>
public sealed record RpcServerTls
{
    /// <summary>With its private key.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>Who issues clients' certificates; empty when none are asked for.</summary>
    public X509Certificate2Collection ClientAuthorities { get; init; } = [];

    /// <summary>Whether a client without a certificate is turned away in the handshake.</summary>
    public bool RequiresClientCertificate { get; init; }
}
