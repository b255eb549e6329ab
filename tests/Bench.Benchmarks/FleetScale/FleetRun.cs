using Bench.Benchmarks.Harness;
using Bench.Model.Keys;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Storage;

namespace Bench.Benchmarks.FleetScale;

/// <summary>What both fleets do: a run to be led, and waiting until its coordinator has seen something.</summary>
internal static class FleetRun
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    public static async Task<LoadedRun> CreateAsync(
        IObjectStore store,
        int vms,
        int iterations,
        TimeSpan lease,
        TimeSpan poll
    )
    {
        var records = new RecordStore(store, new RunKeys(FleetPlan.RunId));
        await new RunCreation(records).ClaimIdAsync(
            FleetPlan.Of(vms, iterations, lease, poll),
            default
        );
        return await LoadedRun.LoadAsync(records, default);
    }

    /// <summary>Until the coordinator knows of so many iterations.</summary>
    public static async Task<ServerFigures> UntilKnownAsync(
        ServerProcess server,
        long iterations,
        TimeProvider time
    )
    {
        var begin = time.GetTimestamp();
        while (true)
        {
            var figures = await server.LookAsync();
            if (figures.IterationsDone >= iterations)
            {
                return figures;
            }
            if (time.GetElapsedTime(begin) > LongestWait)
            {
                throw new TimeoutException(
                    $"The coordinator knows of {figures.IterationsDone} iterations of {iterations}."
                );
            }
            await Task.Delay(Again, time);
        }
    }
}
