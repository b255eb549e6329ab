using Bench.Cli.Coordinators;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Coordinator.Leading;
using Bench.Model.Names;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Storage.Files;

namespace Bench.Cli.Verbs;

/// <summary>Leads a run whose specs are in the bucket; shared by <c>run</c> and <c>resume</c>.</summary>
/// <param name="channel">Whether the run is served meanwhile, for its workers and a browser.</param>
internal sealed class Leadership(
    Interruption interruption,
    TimeProvider time,
    bool json,
    bool channel
)
{
    /// <summary>Leads to the seal, then reports.</summary>
    public async Task<int> LeadAsync(RecordStore records, LoadedRun run)
    {
        var seal = json
            ? await LeadAsync(records, run, new PlainObserver(Console.Error, time))
            : await Observers.ShowAsync(observer => LeadAsync(records, run, observer), time);
        await Leaders().CleanUpDataAsync(run, interruption.Token);
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

    private Task<Seal> LeadAsync(RecordStore records, LoadedRun run, IRunObserver observer) =>
        new EmbeddedService(JsonOption.People(json), time, channel).LeadAsync(
            records,
            run,
            observer,
            interruption.Token
        );

    /// <summary>For workers of this machine that go by the bucket alone.</summary>
    private RunLeaders Leaders() =>
        new(
            (records, run) => ServiceFleet.Local(records, run, () => null, tokens: null, time),
            Console.Error,
            time
        );
}
