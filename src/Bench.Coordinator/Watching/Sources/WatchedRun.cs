using Bench.Coordinator.Watching.Feeds;
using Bench.Coordinator.Watching.Pictures;
using Bench.Model.Json;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Storage;

namespace Bench.Coordinator.Watching.Sources;

/// <summary>A run that is watched by its bucket.</summary>
public sealed class WatchedRun : IDisposable
{
    private readonly BucketMonitor _monitor;
    private string? _trouble;

    private readonly TimeProvider _time;

    private WatchedRun(RecordStore records, LoadedRun run, TimeProvider time)
    {
        (Records, Run, _time) = (records, run, time);
        Feed = new RunFeed(new LivePicture(run.Config, records.RunUri, time), time);
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
    /// <param name="interval">Between two looks.</param>
    public async Task FollowAsync(TimeSpan interval, CancellationToken cancel)
    {
        while (!Feed.Ended)
        {
            await LookAsync(cancel);
            if (!Feed.Ended)
            {
                await Task.Delay(interval, _time, cancel);
            }
        }
    }

    /// <summary>
    /// Looks once. A store that cannot be read now is told to those who watch, once, and nothing else: the next look
    /// may be answered.
    /// </summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        try
        {
            await _monitor.LookAsync(cancel);
            _trouble = null;
        }
        catch (Exception e) when (e is StoreException or DocumentException && _trouble != e.Message)
        {
            _trouble = e.Message;
            Feed.Update(picture => picture.Note(NoteLevel.Warning, null, e.Message));
        }
        catch (Exception e) when (e is StoreException or DocumentException)
        {
            // It was told.
        }
    }

    public void Dispose() => Feed.Dispose();
}
