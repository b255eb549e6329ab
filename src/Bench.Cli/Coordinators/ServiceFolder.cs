using System.CommandLine;
using Bench.Coordinator.Security;
using Bench.Host.Files;

namespace Bench.Cli.Coordinators;

/// <summary>The folder in which a service keeps its operators' tokens and its key; private to its user, and never in a bucket.</summary>
internal static class ServiceFolder
{
    public static Option<string?> NewOption() =>
        new("--state-dir")
        {
            Description =
                "Folder of the service's key and operators' tokens. Default: bench/coordinator below XDG_STATE_HOME, or ~/.local/state.",
        };

    public static string Of(string? chosen) =>
        chosen is not null ? Path.GetFullPath(chosen) : UserState.Folder("coordinator");

    public static OperatorTokenFile Operators(string folder) =>
        new(Path.Combine(folder, "operators.json"));

    public static string WorkerKey(string folder) => Path.Combine(folder, "worker-key");

    /// <summary>Where a service that has made a token for itself leaves it, for those who may read it.</summary>
    public static string OwnToken(string folder, int port) => Path.Combine(folder, $"token-{port}");
}
