using Bench.Cli.Output;
using Bench.Coordinator.Leading;
using Bench.Coordinator.Workers;
using Bench.Fleet;
using Bench.Fleet.Local;
using Bench.Host.Processes;
using Bench.Model.Names;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Storage;
using Bench.Storage.Files;
using Bench.Worker;
using Bench.Worker.Claiming;
using Bench.Workloads.DataSets;

namespace Bench.Cli.Verbs;

/// <summary>Leads a run whose specs are in the bucket; shared by <c>run</c> and <c>resume</c>.</summary>
internal sealed class Leadership(Interruption interruption, TimeProvider time, bool json)
{
    /// <summary>Leads to the seal, then reports.</summary>
    public async Task<int> LeadAsync(RecordStore records, LoadedRun run)
    {
        var seal = json
            ? await LeadAsync(records, run, new PlainObserver(Console.Error, time))
            : await Observers.ShowAsync(observer => LeadAsync(records, run, observer), time);
        await CleanUpDataAsync(run);
        var report = await RunEnd.WriteReportAsync(records, seal, CancellationToken.None);
        if (json)
        {
            RunEnd.PrintJson(report, Console.Out);
        }
        else
        {
            RunEnd.Print(report, RunEnd.Location(records), Console.Out);
            if (records.Store is not FileStore)
            {
                Console.Out.WriteLine(
                    $"a copy:  bench report {Quoting.ForShell(records.RunUri)} --report-dir DIR"
                );
            }
        }
        return interruption.Token.IsCancellationRequested
            ? ExitCodes.Interrupted
            : RunEnd.CodeOf(seal);
    }

    /// <summary>The run is sealed, so data that stays behind is a nuisance and no failure.</summary>
    private async Task CleanUpDataAsync(LoadedRun run)
    {
        var options = run.Config.Options;
        try
        {
            await DataCleaning.RunAsync(options, run.OwnerName, interruption.Token);
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(
                TextTable.CleanLines(
                    $"bench: data of the run is left behind: {e.Message}; delete {string.Join(" and ", DataPrefixes.ToDelete(options, run.OwnerName))} below {options.TestData}"
                )
            );
        }
    }

    private Task<Seal> LeadAsync(RecordStore records, LoadedRun run, IRunObserver observer)
    {
        var supervisor = new WorkerSupervisor(
            records,
            run.Config,
            Fleet(records, run),
            new HostLockProbe(),
            observer
        );
        var leader = new RunLeader(
            records,
            run,
            supervisor,
            CoordinatorSelf.New(),
            observer,
            BenchVersion.Current,
            time
        );
        return leader.LeadAsync(interruption.Token);
    }

    private IFleet Fleet(RecordStore records, LoadedRun run)
    {
        if (run.Config.Options.Fleet == FleetKind.None)
        {
            return NoFleet.Instance;
        }
        var logs = Path.Combine(WorkerFolders.Default.Work, "logs", run.OwnerName);
        return new LocalFleet(SelfCommand.Current, records.RunUri, logs, new ProcessRunner(time));
    }
}
