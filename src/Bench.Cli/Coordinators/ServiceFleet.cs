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
    public static IFleet Local(
        RecordStore records,
        LoadedRun run,
        Func<Uri?> address,
        WorkerTokens? tokens,
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
                        [CoordinatorAccess.AddressVariable] = OfThisMachine(service).ToString(),
                        [CoordinatorAccess.TokenVariable] = tokens.Create(run.OwnerName, vm),
                    }
                    : new Dictionary<string, string?>(StringComparer.Ordinal),
        };
    }

    /// <summary>A service that listens on all addresses is reached by loopback.</summary>
    private static Uri OfThisMachine(Uri service) =>
        service.Host switch
        {
            "0.0.0.0" => new UriBuilder(service) { Host = "127.0.0.1" }.Uri,
            "[::]" => new UriBuilder(service) { Host = "[::1]" }.Uri,
            _ => service,
        };
}
