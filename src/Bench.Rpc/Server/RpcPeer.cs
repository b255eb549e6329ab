using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Bench.Rpc.Server;

/// <summary>The other end of a connection.</summary>
/// <param name="Certificate">What the client showed in TLS, checked against the authorities; null without mTLS.</param>
/// <param name="IsEncrypted">Whether the connection uses TLS.</param>
public sealed record RpcPeer(IPEndPoint? Address, X509Certificate2? Certificate, bool IsEncrypted);
