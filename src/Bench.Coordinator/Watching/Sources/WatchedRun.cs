using Bench.Coordinator.Watching.Feeds;
using Bench.Coordinator.Watching.Pictures;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;

namespace Bench.Coordinator.Watching.Sources;

/// <summary>A run that is watched by its bucket.</summary>
public sealed class WatchedRun : IDisposable
{
    private readonly BucketMonitor _monitor;

    private WatchedRun(RecordStore records, LoadedRun run, TimeProvider time)
    {
        (Records, Run) = (records, run);
        Feed = new RunFeed(new RunPicture(run.Config, records.RunUri, time), time);
        _monitor = new BucketMonitor(records, run, Feed, time);
    }

    public RecordStore Records { get; }

    public LoadedRun Run { get; }

    public RunFeed Feed { get; }

    /// <summary>Loads a run and looks at it once.</summary>
    /// <exception cref="RunNotFoundException">No such run.</exception>
    public static async Task<WatchedRun> OpenAsync(
        RecordStore records,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var run = await LoadedRun.LoadAsync(records, cancel);
        var watched = new WatchedRun(records, run, time);
        await watched._monitor.LookAsync(cancel);
        return watched;
    }

    /// <summary>Looks again and again until the run is sealed.</summary>
    public Task FollowAsync(TimeSpan interval, CancellationToken cancel) =>
        _monitor.RunAsync(interval, cancel);

    public void Dispose() => Feed.Dispose();
}
