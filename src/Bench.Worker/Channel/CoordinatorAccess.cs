namespace Bench.Worker.Channel;

/// <summary>Where a worker's coordinator is, and what it shows there.</summary>
/// <param name="Token">Gives the right to act as the VM. Never part of a message, a log or a command line.</param>
/// <param name="AuthorityFile">Certificates of who issued the coordinator's, where the system does not know them.</param>
public sealed record CoordinatorAccess(Uri Address, string Token, string? AuthorityFile)
{
    public const string AddressVariable = "BENCH_COORDINATOR";
    public const string TokenVariable = "BENCH_WORKER_TOKEN";
    public const string AuthorityVariable = "BENCH_COORDINATOR_CA";

    /// <summary>What the environment says; it is taken out of it, so that no child inherits the token.</summary>
    public static (string? Address, string? Token, string? AuthorityFile) TakeFromEnvironment()
    {
        var found = (
            Environment.GetEnvironmentVariable(AddressVariable),
            Environment.GetEnvironmentVariable(TokenVariable),
            Environment.GetEnvironmentVariable(AuthorityVariable)
        );
        Environment.SetEnvironmentVariable(TokenVariable, null);
        return found;
    }

    public override string ToString() => $"{nameof(CoordinatorAccess)} {{ {Address} }}";
}
