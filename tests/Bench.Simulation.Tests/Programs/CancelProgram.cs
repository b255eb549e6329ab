using Bench.Model.Decisions;
using Bench.Model.Sealing;
using Bench.Protocol.Cancelling;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Protocol.Sealing;
using Bench.Simulation.Tests.Hosts;
using Bench.Simulation.Tests.Scheduling;
using Bench.Simulation.Tests.Worlds;

namespace Bench.Simulation.Tests.Programs;

/// <summary><c>bench cancel</c>: asks for the end, waits for the seal, and seals in place of a coordinator that is not there.</summary>
internal static class CancelProgram
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    public static SimProcess Start(World world, SimHost host)
    {
        var process = world.Spawn("cancel", host);
        var wait = TimeSpan.FromSeconds(world.Dice.Between(1, 15));
        process.Start(() => Exits.GuardAsync(world, process, () => RunAsync(world, process, wait)));
        return process;
    }

    private static async Task<int> RunAsync(World world, SimProcess process, TimeSpan wait)
    {
        var time = new SimTime(process);
        var records = world.RecordsOf(process, coordinates: true);
        var run = await LoadedRun.LoadAsync(records, default);
        await RunCancel.RequestAsync(records, "user@host", null, time, default);
        // Whoever sealed it completes its manifests, or whoever resumes the run.
        process.LastWord = await AwaitSealAsync(records, time, wait) is { } seen
            ? $"saw the seal: {seen.Reason}"
            : $"sealed: {(await SealInPlaceAsync(records, run, process, time)).Reason}";
        return Exits.Done;
    }

    private static async Task<Seal?> AwaitSealAsync(
        RecordStore records,
        SimTime time,
        TimeSpan wait
    )
    {
        var begin = time.GetTimestamp();
        while (time.GetElapsedTime(begin) < wait)
        {
            if (await records.GetAsync<Seal>(records.Keys.Seal, default) is { } seal)
            {
                return seal;
            }
            await Task.Delay(Poll, time);
        }
        return null;
    }

    private static async Task<Seal> SealInPlaceAsync(
        RecordStore records,
        LoadedRun run,
        SimProcess process,
        SimTime time
    )
    {
        var identity = CoordinatorProgram.IdentityOf(process);
        var log = new DecisionLog(records, run.Config, identity, time);
        while (true)
        {
            await log.LeadAsync(default);
            var sealer = new Sealer(records, run, log, time, "0");
            if (await sealer.SealAsync(SealReason.Cancelled, default) is { } seal)
            {
                return seal;
            }
        }
    }
}
