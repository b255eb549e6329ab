using Bench.Coordinator.Security;
using Bench.Fleet;
using Bench.Fleet.Local;
using Bench.Host.Processes;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Worker;
using Bench.Worker.Channel;

namespace Bench.Cli.Coordinators;

/// <summary>Workers of this machine that know where their coordinator is.</summary>
internal static class ServiceFleet
{
    /// <param name="address">Where the service is; null for workers that go by the bucket alone.</param>
    /// <param name="authority">File of the authority of the service's certificate, where it is not the system's.</param>
    public static IFleet Local(
        RecordStore records,
        LoadedRun run,
        Func<Uri?> address,
        WorkerTokens? tokens,
        string? authority,
        TimeProvider time
    )
    {
        var logs = Path.Combine(WorkerFolders.Default.Work, "logs", run.OwnerName);
        return new LocalFleet(SelfCommand.Current, records.RunUri, logs, new ProcessRunner(time))
        {
            // By environment, as everybody can read command lines.
            EnvironmentOf = vm =>
                address() is { } service && tokens is not null
                    ? new Dictionary<string, string?>(StringComparer.Ordinal)
                    {
                        [CoordinatorAccess.AddressVariable] = service.ToString(),
                        [CoordinatorAccess.TokenVariable] = tokens.Create(run.OwnerName, vm),
                        [CoordinatorAccess.AuthorityVariable] = authority,
                    }
                    : new Dictionary<string, string?>(StringComparer.Ordinal),
        };
    }
}
