using System.Security.Cryptography.X509Certificates;
using Bench.EndToEnd.Tests.Harness;
using Bench.Rpc.Tests.Security;

namespace Bench.EndToEnd.Tests.Serving;

/// <summary>Certificates and tokens of a service and of those who call it, as files of a sandbox.</summary>
internal sealed class ServiceFiles(Sandbox sandbox) : IDisposable
{
    private readonly Certificates _ours = new();
    private readonly Certificates _others = new();

    public string Authority => Write("ca.pem", _ours.Authorities);

    public string OtherAuthority => Write("other-ca.pem", _others.Authorities);

    public (string Certificate, string Key) Server => Write("server", _ours.ForServer());

    public (string Certificate, string Key) Client => Write("client", _ours.ForClient("ci"));

    public (string Certificate, string Key) Stranger => Write("stranger", _others.ForClient("ci"));

    /// <summary>Makes an operator's token: the file that holds it, and itself.</summary>
    public async Task<(string File, string Token)> TokenAsync(string name, string days = "1")
    {
        var made = await sandbox.BenchAsync(
            "coordinator",
            "token",
            "--right",
            "control",
            "--name",
            name,
            "--expires-days",
            days
        );
        var token = made.ShouldHaveCode(0).Output.Trim();
        return (sandbox.Write($"{name}.token", token), token);
    }

    /// <summary>What a browser would do, with or without a certificate.</summary>
    public async Task<string> BrowseAsync(Uri address, bool showsCertificate)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(_ours.Authorities);
        if (showsCertificate)
        {
            handler.SslOptions.ClientCertificates = [_ours.ForClient("browser")];
        }
        using var browser = new HttpClient(handler);
        return await browser.GetStringAsync(address);
    }

    public void Dispose()
    {
        _ours.Dispose();
        _others.Dispose();
    }

    private string Write(string name, X509Certificate2Collection certificates) =>
        sandbox.Write(name, certificates.ExportCertificatePems());

    private (string Certificate, string Key) Write(string name, X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return (
            sandbox.Write($"{name}.pem", certificate.ExportCertificatePem()),
            sandbox.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem())
        );
    }
}
