using System.Security.Cryptography.X509Certificates;

namespace Bench.Rpc.Client;

/// <summary>How a client reaches its server, and its limits.</summary>
public sealed record RpcChannelOptions
{
    /// <summary>Trusted instead of the system's authorities; empty for the system's. For https alone.</summary>
    public X509Certificate2Collection ServerAuthorities { get; init; } = [];

    /// <summary>Shown to the server, with its private key; null for none. For https alone.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Bytes of a response message, on the wire and decompressed.</summary>
    public int MaxReceiveBytes { get; init; } = 4 * 1024 * 1024;

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Silence of a connection with calls after which the client asks whether its server lives. At least 1 s.</summary>
    public TimeSpan KeepAliveDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long that answer may take before the calls end with UNAVAILABLE. At least 1 s.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
