using Bench.Rpc.Client;

namespace Bench.Worker.Channel;

/// <summary>Where a worker's coordinator is, and what it shows there.</summary>
/// <param name="Token">Gives the right to act as the VM. Never part of a message, a log or a command line.</param>
/// <param name="Tls">What it shows and trusts over https; null for the system's authorities.</param>
public sealed record CoordinatorAccess(Uri Address, string Token, ClientTlsFiles? Tls)
{
    public const string AddressVariable = "BENCH_COORDINATOR";
    public const string TokenVariable = "BENCH_WORKER_TOKEN";

    /// <summary>What the environment says; it is taken out of it, so that no child inherits the token.</summary>
    public static (string? Address, string? Token) TakeFromEnvironment()
    {
        var found = (
            Environment.GetEnvironmentVariable(AddressVariable),
            Environment.GetEnvironmentVariable(TokenVariable)
        );
        Environment.SetEnvironmentVariable(TokenVariable, null);
        return found;
    }

    public override string ToString() => $"{nameof(CoordinatorAccess)} {{ {Address} }}";
}
