using Bench.Benchmarks.Harness;
using Bench.Model.Json;
using Bench.Model.Keys;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Storage;

namespace Bench.Benchmarks.FleetScale;

/// <summary>Workers that show themselves in the bucket alone, as often as real ones do; one of them dies.</summary>
internal sealed class BucketFleet(int workers, TimeProvider time)
{
    private const int Iterations = 9000;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);

    // One that dies, and the last sign of life that it gave.
    private volatile bool _firstIsDead;
    private long _lastSign;
    private int _done;

    public static TimeSpan Poll { get; } = TimeSpan.FromSeconds(1);

    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(6);

    public async Task<ScaleRow> MeasureAsync()
    {
        using var folder = new Workspace();
        var store = Stores.Open(new Uri(folder.File("artifacts")).AbsoluteUri);
        var run = await FleetRun.CreateAsync(store, workers, Iterations, Lease, Poll);
        var records = new RecordStore(store, new RunKeys(FleetPlan.RunId));
        await BeatAsync(records);
        await using var server = await ServerProcess.StartAsync(store.Uri, folder.File("key"));
        await FleetRun.UntilKnownAsync(server, workers, time);
        await BeatForAsync(records, Beat * 2);

        var before = await server.LookAsync();
        await BeatForAsync(records, Measured);
        var after = await server.LookAsync();
        var detection = await DieAsync(records, run);
        var memory = await server.CollectAsync();
        double looks = Math.Max(1, after.Looks - before.Looks);
        double read = Math.Max(1, after.ProgressReads - before.ProgressReads);
        return new ScaleRow(
            workers,
            (after.ProcessorSeconds - before.ProcessorSeconds) / read * 1e6,
            (after.OtherRequests - before.OtherRequests) / looks,
            read / looks,
            (after.FurtherPages - before.FurtherPages) / looks,
            memory.HeapBytes,
            memory.ResidentBytes,
            detection.TotalSeconds
        );
    }

    private async Task BeatForAsync(RecordStore records, TimeSpan span)
    {
        var begin = time.GetTimestamp();
        while (time.GetElapsedTime(begin) < span)
        {
            await BeatAsync(records);
        }
    }

    /// <summary>All of them once, spread over the time as those of a fleet are.</summary>
    private async Task BeatAsync(RecordStore records)
    {
        var done = ++_done;
        var begin = time.GetTimestamp();
        for (var n = 1; n <= workers; n++)
        {
            if (n == 1 && _firstIsDead)
            {
                continue;
            }
            var due = (Beat * n / workers) - time.GetElapsedTime(begin);
            if (due > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(due, time);
            }
            await records.Store.PutAsync(
                records.Keys.Progress(FleetPlan.VmName(n), 1),
                Documents.Write(FleetProgress.Of(n, done, Iterations)),
                default
            );
            if (n == 1)
            {
                _lastSign = time.GetTimestamp();
            }
        }
    }

    /// <summary>One falls silent: how long until it is fenced.</summary>
    private async Task<TimeSpan> DieAsync(RecordStore records, LoadedRun run)
    {
        _firstIsDead = true;
        var fenced = AwaitFenceAsync(records, run);
        while (!fenced.IsCompleted)
        {
            await BeatAsync(records);
        }
        return time.GetElapsedTime(_lastSign, await fenced);
    }

    /// <summary>When the fence was seen.</summary>
    private async Task<long> AwaitFenceAsync(RecordStore records, LoadedRun run)
    {
        var begin = time.GetTimestamp();
        while (true)
        {
            var state = await DecisionLog.ReadStateAsync(records, run.Config, default);
            if (state.Fences.ContainsKey(FleetPlan.VmName(1)))
            {
                return time.GetTimestamp();
            }
            if (time.GetElapsedTime(begin) > LongestSilence)
            {
                throw new TimeoutException("The dead VM was not fenced.");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(20), time);
        }
    }
}
