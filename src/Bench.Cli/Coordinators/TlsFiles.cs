using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bench.Rpc.Server;

namespace Bench.Cli.Coordinators;

/// <summary>The files of a service's TLS.</summary>
internal sealed class TlsFiles
{
    private readonly Option<string?> _certificate = new("--tls-certificate")
    {
        Description = "The service's certificate with its chain (PEM), for https.",
    };
    private readonly Option<string?> _key = new("--tls-key")
    {
        Description = "The certificate's private key (PEM).",
    };
    private readonly Option<string?> _clients = new("--client-ca")
    {
        Description =
            "Who issues clients' certificates (PEM): with it, nobody is served without one (mTLS). Tokens are needed as well.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_certificate);
        command.Options.Add(_key);
        command.Options.Add(_clients);
    }

    /// <summary>Null where no certificate is given.</summary>
    /// <exception cref="UsageException">One file without the other, or files that hold something else.</exception>
    public RpcServerTls? Read(ParseResult parsed)
    {
        var (certificate, key) = (parsed.GetValue(_certificate), parsed.GetValue(_key));
        if (certificate is null && key is null)
        {
            return parsed.GetValue(_clients) is null
                ? null
                : throw new UsageException(
                    "--client-ca needs --tls-certificate FILE and --tls-key FILE"
                );
        }
        if (certificate is null || key is null)
        {
            throw new UsageException("--tls-certificate and --tls-key are given together");
        }
        try
        {
            var authorities = new X509Certificate2Collection();
            if (parsed.GetValue(_clients) is { } clients)
            {
                authorities.ImportFromPemFile(clients);
            }
            return new RpcServerTls
            {
                Certificate = X509Certificate2.CreateFromPemFile(certificate, key),
                ClientAuthorities = authorities,
                RequiresClientCertificate = authorities.Count > 0,
            };
        }
        catch (CryptographicException e)
        {
            throw new UsageException(
                $"the certificate of {certificate} and {key} cannot be used: {e.Message}"
            );
        }
    }
}
