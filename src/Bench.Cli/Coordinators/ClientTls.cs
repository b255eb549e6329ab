using System.CommandLine;
using System.Security.Cryptography;
using Bench.Rpc.Client;

namespace Bench.Cli.Coordinators;

/// <summary>
/// What a verb shows to a coordinator and trusts of it. The variables are for workers, which inherit them from the
/// service that starts them.
/// </summary>
internal sealed class ClientTls
{
    private readonly Option<string?> _authority = new("--coordinator-ca")
    {
        Description =
            "Certificates (PEM) of who issued the coordinator's, where the system does not know them. Default: BENCH_COORDINATOR_CA.",
    };
    private readonly Option<string?> _certificate = new("--client-certificate")
    {
        Description =
            "Certificate (PEM) to show to a coordinator that asks for one. Default: BENCH_CLIENT_CERTIFICATE.",
    };
    private readonly Option<string?> _key = new("--client-key")
    {
        Description =
            "The private key (PEM) of --client-certificate, readable by you alone. Default: BENCH_CLIENT_KEY.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_authority);
        command.Options.Add(_certificate);
        command.Options.Add(_key);
    }

    /// <summary>The files that were named; they are read once, to tell of wrong ones before anything else is done.</summary>
    /// <exception cref="UsageException">One file without the other, or files that hold something else.</exception>
    public ClientTlsFiles Read(ParseResult parsed)
    {
        var files = new ClientTlsFiles(
            Named(parsed, _authority, "BENCH_COORDINATOR_CA"),
            Named(parsed, _certificate, "BENCH_CLIENT_CERTIFICATE"),
            Named(parsed, _key, "BENCH_CLIENT_KEY")
        );
        if (files.Certificate is null != files.Key is null)
        {
            throw new UsageException("--client-certificate and --client-key are given together");
        }
        try
        {
            files.ApplyTo(new RpcChannelOptions());
            return files;
        }
        catch (CryptographicException e)
        {
            throw new UsageException(
                $"the certificates of {string.Join(" and ", Given(files))} cannot be used: {e.Message}"
            );
        }
    }

    private static IEnumerable<string> Given(ClientTlsFiles files) =>
        new[] { files.Authorities, files.Certificate, files.Key }.OfType<string>();

    private static string? Named(ParseResult parsed, Option<string?> option, string variable) =>
        parsed.GetValue(option) is { Length: > 0 } given ? Path.GetFullPath(given)
        : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set
        : null;
}
