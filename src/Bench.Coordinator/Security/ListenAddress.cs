using System.Net;

namespace Bench.Coordinator.Security;

/// <summary>Where a service listens, as users write it: <c>http://127.0.0.1:7070</c> or <c>https://0.0.0.0:7070</c>.</summary>
public sealed record ListenAddress(bool IsEncrypted, IPEndPoint EndPoint)
{
    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(EndPoint.Address);

    /// <exception cref="SecurityConfigException">It is no address, or one that needs TLS and has none.</exception>
    public static ListenAddress Parse(string text, bool hasCertificate)
    {
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https")
            || uri.PathAndQuery != "/"
        )
        {
            throw new SecurityConfigException(
                $"'{text}' is no address to listen on; write for example http://127.0.0.1:7070, or https://0.0.0.0:7070 with --tls-certificate and --tls-key"
            );
        }
        var address = new ListenAddress(
            uri.Scheme == "https",
            new IPEndPoint(AddressOf(uri, text), uri.Port)
        );
        if (!address.IsEncrypted && !address.IsLoopback)
        {
            throw new SecurityConfigException(
                $"{text} can be reached from other machines, which needs TLS: write https:// and give --tls-certificate FILE and --tls-key FILE, or listen on http://127.0.0.1:{uri.Port}"
            );
        }
        if (address.IsEncrypted && !hasCertificate)
        {
            throw new SecurityConfigException(
                $"{text} needs a certificate: give --tls-certificate FILE and --tls-key FILE"
            );
        }
        return address;
    }

    private static IPAddress AddressOf(Uri uri, string text) =>
        uri.Host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) ? address
        : throw new SecurityConfigException(
            $"'{text}' names a host; write the IP address to listen on, such as 127.0.0.1, or 0.0.0.0 for all"
        );
}
