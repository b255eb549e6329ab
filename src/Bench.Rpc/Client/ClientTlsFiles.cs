using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bench.Rpc.Client;

/// <summary>The files of a client's side of TLS (PEM). None of them is needed where the system knows the server's issuer.</summary>
/// <param name="Authorities">Who issues servers' certificates, instead of those that the system knows.</param>
/// <param name="Certificate">Shown to the server.</param>
/// <param name="Key">The private key of <paramref name="Certificate"/>.</param>
public sealed record ClientTlsFiles(string? Authorities, string? Certificate, string? Key)
{
    /// <summary>Options with what the files hold.</summary>
    /// <exception cref="CryptographicException">A file holds something else.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public RpcChannelOptions ApplyTo(RpcChannelOptions options)
    {
        if (Authorities is not null)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(Authorities);
            options = options with { ServerAuthorities = authorities };
        }
        return Certificate is null
            ? options
            : options with
            {
                ClientCertificate = X509Certificate2.CreateFromPemFile(Certificate, Key),
            };
    }
}
