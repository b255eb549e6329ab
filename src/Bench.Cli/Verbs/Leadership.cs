using Bench.Cli.Output;
using Bench.Coordinator.Leading;
using Bench.Coordinator.Workers;
using Bench.Fleet;
using Bench.Fleet.Local;
using Bench.Host.Processes;
using Bench.Model.Sealing;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Worker;
using Bench.Worker.Claiming;

namespace Bench.Cli.Verbs;

/// <summary>Leads a run whose specs are in the bucket; shared by <c>run</c> and <c>resume</c>.</summary>
internal sealed class Leadership(Interruption interruption, TimeProvider time)
{
    /// <summary>Leads to the seal, then reports.</summary>
    public async Task<int> LeadAsync(RecordStore records, LoadedRun run)
    {
        var seal = await Observers.ShowAsync(observer => LeadAsync(records, run, observer), time);
        var code = await RunEnd.ReportAsync(records, seal, Console.Out, CancellationToken.None);
        return interruption.Token.IsCancellationRequested ? ExitCodes.Interrupted : code;
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

    private LocalFleet Fleet(RecordStore records, LoadedRun run)
    {
        var logs = Path.Combine(
            WorkerFolders.Default.Work,
            "logs",
            $"{run.Config.BenchmarkId}.{run.Ref.Sha256[..12]}"
        );
        return new LocalFleet(SelfCommand.Current, records.RunUri, logs, new ProcessRunner(time));
    }
}
