using Bench.Cli.Output;
using Bench.Cli.Verbs;
using Bench.Coordinator.Hosting;
using Bench.Coordinator.Leading;
using Bench.Coordinator.Views;
using Bench.Coordinator.Workers;
using Bench.Fleet;
using Bench.Model.Names;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Storage;
using Bench.Worker.Claiming;
using Bench.Workloads.DataSets;
using Bench.Workloads.Hydration;

namespace Bench.Cli.Coordinators;

/// <summary>Puts together what leads a run, and what is done when it is sealed.</summary>
/// <param name="fleet">Where the workers of a run are.</param>
/// <param name="problems">Is told what was left behind.</param>
internal sealed class RunLeaders(
    Func<RecordStore, LoadedRun, IFleet> fleet,
    TextWriter problems,
    TimeProvider time
) : ILeaders
{
    /// <summary>Is told what the observers of the runs are told.</summary>
    public IRunObserver? Also { get; init; }

    /// <summary>Whether a sealed run's report is written here; else whoever waits for the seal does it.</summary>
    public bool WritesReports { get; init; } = true;

    public IRunLogs? Logs { get; init; }

    public RunLeader Create(RecordStore records, LoadedRun run, IRunObserver observer)
    {
        var all = Also is null ? observer : new BothObservers(observer, Also);
        return new RunLeader(
            records,
            run,
            new WorkerSupervisor(
                records,
                run.Config,
                run.Config.Options.Fleet == FleetKind.None ? NoFleet.Instance : fleet(records, run),
                new HostLockProbe(),
                all,
                time
            ),
            CoordinatorSelf.New(),
            all,
            BenchVersion.Current,
            time
        );
    }

    public async Task SealedAsync(
        RecordStore records,
        LoadedRun run,
        Seal seal,
        CancellationToken cancel
    )
    {
        if (!WritesReports)
        {
            return;
        }
        await CleanUpDataAsync(run, cancel);
        await RunEnd.WriteReportAsync(records, seal, CancellationToken.None);
    }

    /// <summary>The run is sealed, so data that stays behind is a nuisance and no failure.</summary>
    public async Task CleanUpDataAsync(LoadedRun run, CancellationToken cancel)
    {
        var (config, name) = (run.Config, run.OwnerName);
        await TryCleanAsync(
            () => DataCleaning.RunAsync(config.Options, name, cancel),
            () =>
                $"{string.Join(" and ", DataPrefixes.ToDelete(config.Options, name))} below {config.Options.TestData}"
        );
        await TryCleanAsync(
            () => HydrationCleaning.RunAsync(config, name, cancel),
            () => string.Join(" and ", HydrationCleaning.Of(config, name).Select(left => left.Uri))
        );
    }

    private async Task TryCleanAsync(Func<Task> clean, Func<string> leavings)
    {
        try
        {
            await clean();
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            await problems.WriteLineAsync(
                TextTable.CleanLines(
                    $"bench: data of the run is left behind: {e.Message}; delete {leavings()}"
                )
            );
        }
    }

    private sealed class BothObservers(IRunObserver first, IRunObserver second) : IRunObserver
    {
        public void Saw(RunView view)
        {
            first.Saw(view);
            second.Saw(view);
        }

        public void Note(string message)
        {
            first.Note(message);
            second.Note(message);
        }
    }
}
