using System.Net;
using Bench.Coordinator.Hosting;
using Bench.Coordinator.Leading;
using Bench.Coordinator.Security;
using Bench.Coordinator.Serving;
using Bench.Host.Logs;
using Bench.Model.Sealing;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bench.Cli.Coordinators;

/// <summary>
/// The coordinator that <c>bench run</c> has in itself: on a free port of loopback, for its own run's workers and for
/// the browser of who started it. Only the port is opened at once; the server starts with the first connection, so it
/// holds up nothing.
/// </summary>
/// <param name="serves">False for a run that goes by the bucket alone.</param>
internal sealed class EmbeddedService(TextWriter people, TimeProvider time, bool serves)
{
    /// <summary>Leads a run to its seal and serves it meanwhile.</summary>
    /// <param name="interrupt">Asks to cancel the run.</param>
    public async Task<Seal> LeadAsync(
        RecordStore records,
        LoadedRun run,
        IRunObserver observer,
        CancellationToken interrupt
    )
    {
        var operators = new OperatorTokens(null, time);
        var workers = WorkerTokens.OfProcess(time);
        CoordinatorServer? server = null;
        using var logs = new RunLogs(LogRedaction.OfEnvironment(), time);
        var leaders = new RunLeaders(
            (r, loaded) => ServiceFleet.Local(r, loaded, () => server?.Address, workers, time),
            Console.Error,
            time
        )
        {
            Also = observer,
            WritesReports = false,
            Logs = logs,
        };
        await using var host = new CoordinatorHost(
            records.Store,
            leaders,
            new Logger<CoordinatorHost>(logs),
            time
        );
        server = serves ? await TryServeAsync(host, operators, workers) : null;
        using var welcome = server is null ? null : TryWelcome(server.Address, operators);
        try
        {
            var led = await host.BeginAsync(records, run, CancellationToken.None, interrupt);
            return await led.Completion ?? throw led.Failure!;
        }
        finally
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }
    }

    /// <summary>A folder that cannot be written to must not keep a run from going.</summary>
    private ServiceWelcome? TryWelcome(Uri address, OperatorTokens operators)
    {
        try
        {
            return ServiceWelcome.Print(address, operators, ServiceFolder.Of(null), people);
        }
        catch (SecurityConfigException e)
        {
            people.WriteLine($"dashboard: {address} (no way in: {e.Message})");
            return null;
        }
    }

    /// <summary>Without a port the run goes on by the bucket alone.</summary>
    private async Task<CoordinatorServer?> TryServeAsync(
        CoordinatorHost host,
        OperatorTokens operators,
        WorkerTokens workers
    )
    {
        try
        {
            return await CoordinatorServer.StartAsync(
                host,
                new ServeOptions
                {
                    Listen = new ListenAddress(false, new IPEndPoint(IPAddress.Loopback, 0)),
                    Operators = operators,
                    Workers = workers,
                    Lazy = true,
                    Time = time,
                },
                NullLoggerProvider.Instance,
                CancellationToken.None
            );
        }
        catch (IOException e)
        {
            await people.WriteLineAsync($"no live channel and no dashboard: {e.Message}");
            return null;
        }
    }
}
