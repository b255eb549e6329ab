using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Bench.Rpc.Server;

/// <summary>A call before it is served.</summary>
/// <param name="Service">Its full name, such as <c>bench.v1.Runs</c>.</param>
/// <param name="Authorization">The header of that name; null for none.</param>
public sealed record RpcRequest(string Service, string Method, string? Authorization, RpcPeer Peer)
{
    // Kept out of what a log may print.
    public override string ToString() => $"{Service}/{Method}";
}

/// <summary>The other end of a connection.</summary>
/// <param name="Certificate">What the client showed in TLS, checked against the authorities; null without mTLS.</param>
/// <param name="IsEncrypted">Whether the connection uses TLS.</param>
public sealed record RpcPeer(IPEndPoint? Address, X509Certificate2? Certificate, bool IsEncrypted);
