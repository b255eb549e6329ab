using Bench.Coordinator.Leading;
using Bench.Coordinator.Watching.Feeds;
using Bench.Model.Decisions;
using Bench.Model.Leading;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Sealing;
using Bench.Protocol.Decisions;
using Bench.Protocol.Progress;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;

namespace Bench.Coordinator.Watching.Sources;

/// <summary>Keeps a feed current from the bucket alone, without any coordinator.</summary>
public sealed class BucketMonitor(
    RecordStore records,
    LoadedRun run,
    RunFeed feed,
    TimeProvider time
)
{
    private readonly ProgressWatch _watch = new(records);
    private readonly DecisionLog _log = new(records, run.Config, CoordinatorSelf.Reader, time);
    private readonly UnexplainedResults _results = new(records, feed);
    private readonly TimeSpan _patience = SilencePatience.Of(run.Config.Options);
    private bool _cancelSeen;

    /// <summary>
    /// One look: a listing, a request each for what may be new, and one for each VM whose progress changed. The seal is
    /// asked for first, so that what is read after it is no older.
    /// </summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        var seal = await records.GetAsync<Seal>(records.Keys.Seal, cancel);
        var cancellation = _cancelSeen
            ? null
            : await records.GetAsync<Cancellation>(records.Keys.Cancel, cancel);
        _cancelSeen |= cancellation is not null;
        var leading = await records.GetAsync<LeadingRecord>(records.Keys.Leading, cancel);
        await _log.ReadOnAsync(cancel);
        IReadOnlyList<WorkerProgress> changed = await _watch.PollAsync(cancel);
        feed.Update(picture =>
        {
            foreach (var decision in _log.Decisions.Skip(picture.LastDecision))
            {
                picture.Decided(decision);
            }
            foreach (var progress in changed)
            {
                picture.Saw(progress);
            }
            if (cancellation is not null)
            {
                picture.Cancelled(cancellation);
            }
            picture.Waits(leading is { Left: false } ? leading.Waiting : null);
            picture.FindSilent(_patience);
        });
        if (seal is null)
        {
            await _results.ReadAsync(cancel);
        }
        else
        {
            feed.Update(picture => picture.Sealed(seal));
        }
    }
}
