using Bench.Coordinator.Security;
using Bench.Model.Names;

namespace Bench.Cli.Coordinators;

/// <summary>Says where a service is, and gives whoever started it a way in, until it is disposed of.</summary>
internal sealed class ServiceWelcome : IDisposable
{
    private readonly string _file;

    private ServiceWelcome(string file) => _file = file;

    /// <summary>
    /// On a terminal the address signs in by itself: its token stands behind '#', which is never sent. Elsewhere, where
    /// what is printed may be kept, the token is left in a file that only this user can read.
    /// </summary>
    public static ServiceWelcome Print(
        Uri address,
        OperatorTokens operators,
        string folder,
        TextWriter output
    )
    {
        var token = operators.AddOwn(Environment.UserName, OperatorRight.Control);
        var file = ServiceFolder.OwnToken(folder, address.Port);
        OwnTokenFile.Write(file, token);
        output.WriteLine(
            Console.IsOutputRedirected
                ? $"dashboard: {address} (token in {file})"
                : $"dashboard: {address}login#{token}"
        );
        output.WriteLine(
            $"commands:  --coordinator {address.GetLeftPart(UriPartial.Authority)} --token-file {Quoting.ForShell(file)}"
        );
        return new ServiceWelcome(file);
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its token died with the service.
        }
    }
}
