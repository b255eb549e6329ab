using Bench.Coordinator.Leading;
using Bench.Coordinator.LiveChannel.Workers;
using Bench.Coordinator.Views;
using Bench.Coordinator.Watching;
using Bench.Coordinator.Watching.Feeds;
using Bench.Coordinator.Watching.Pictures;
using Bench.Coordinator.Watching.Sources;
using Bench.Model.Decisions;
using Bench.Model.Sealing;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Microsoft.Extensions.Logging;

namespace Bench.Coordinator.Hosting;

/// <summary>A run that this process leads, or follows to take it over: its leader, its feed and its workers' connections.</summary>
public sealed class LedRun : IRunObserver, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ILeaders _leaders;
    private readonly ILogger _log;
    private readonly TimeSpan _patience;
    private readonly RunFeed _feed;
    private readonly LedSource _source;
    private readonly LogKeeping _logs;

    private LedRun(
        RecordStore records,
        LoadedRun run,
        ILeaders leaders,
        ILogger log,
        TimeProvider time
    )
    {
        (Records, Run, _leaders, _log) = (records, run, leaders, log);
        _patience = SilencePatience.Of(run.Config.Options);
        _feed = new RunFeed(new LivePicture(run.Config, records.RunUri, time), time);
        _source = new LedSource(records, run, _feed, time);
        Leader = leaders.Create(records, run, this);
        _logs = new LogKeeping(records, Leader.Self.Id, leaders.Logs, log, time);
        Workers = new WorkerHub(run, _feed, Leader, log, time);
        Leader.TellStarts(Workers);
    }

    public RecordStore Records { get; }

    public LoadedRun Run { get; }

    public RunLeader Leader { get; }

    public WorkerHub Workers { get; }

    public IRunFeed Feed => _feed;

    public RunHead Head => _feed.Head;

    /// <summary>How many follow its events now.</summary>
    public int Readers => _feed.Readers;

    /// <summary>Why it is led no more here without a seal; set before <see cref="Completion"/> is.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Completes when the run is sealed, or is led no more here (null); never faults.</summary>
    public Task<Seal?> Completion { get; private set; } = Task.FromResult<Seal?>(null);

    /// <param name="interrupt">Asks to cancel the run.</param>
    public static LedRun Begin(
        RecordStore records,
        LoadedRun run,
        ILeaders leaders,
        ILogger log,
        TimeProvider time,
        CancellationToken interrupt = default
    )
    {
        var led = new LedRun(records, run, leaders, log, time);
        led.Completion = led.LeadAsync(interrupt);
        return led;
    }

    public void Saw(RunView view)
    {
        _feed.Update(picture =>
        {
            foreach (var progress in view.Progress.Values)
            {
                picture.Saw(progress);
            }
            picture.Waits(view.Waiting);
            picture.FindSilent(_patience);
        });
        _source.Look(view.State?.LastDecision ?? int.MaxValue);
    }

    public void Note(string message)
    {
        LedLog.Note(_log, Records.Keys.RunId, message);
        _feed.Update(picture => picture.Note(NoteLevel.Info, null, message));
    }

    /// <summary>What was granted; null while no VM can take it.</summary>
    /// <exception cref="InvalidOperationException">It cannot be tried again now.</exception>
    public async Task<Grant?> RetryAsync(int matrixId, CancellationToken cancel)
    {
        try
        {
            return await Leader.RetryAsync(matrixId).WaitAsync(cancel);
        }
        catch (RetryRefusedException e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
    }

    /// <summary>The run was cancelled: its workers are told at once, and the leader looks.</summary>
    public void Cancelled(Cancellation cancellation)
    {
        _feed.Update(picture => picture.Cancelled(cancellation));
        Workers.CancelAll(cancellation.Reason ?? $"cancelled by {cancellation.By}");
        Leader.Wake();
    }

    /// <summary>Leads no more; the run is left as it is.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Completion;
        _feed.Dispose();
        _stop.Dispose();
    }

    private async Task<Seal?> LeadAsync(CancellationToken interrupt)
    {
        // Whoever begins it does not wait for its first look.
        await Task.Yield();
        var reading = _source.RunAsync(Workers.Decided, Cancelled, _stop.Token);
        try
        {
            var seal = await Leader.LeadAsync(interrupt, _stop.Token);
            await _source.CompleteAsync();
            _feed.Update(picture => picture.Sealed(seal));
            Workers.LeaveAll("the run is sealed");
            LedLog.Sealed(_log, Records.Keys.RunId, seal.Reason);
            await _logs.KeepAsync();
            await _leaders.SealedAsync(Records, Run, seal, _stop.Token);
            return seal;
        }
        catch (OperationCanceledException e) when (_stop.IsCancellationRequested)
        {
            Failure = e;
            LedLog.Left(_log, Records.Keys.RunId);
            return null;
        }
        catch (Exception e)
        {
            // One run's trouble is not that of the others.
            Failure = e;
            LedLog.Failed(_log, Records.Keys.RunId, e);
            _feed.Update(picture => picture.Note(NoteLevel.Error, null, e.Message));
            return null;
        }
        finally
        {
            _source.Stop();
            await reading;
            _source.Dispose();
            _feed.End();
            Workers.Close();
            await _logs.EndAsync();
        }
    }
}
