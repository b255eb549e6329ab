using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Protocol.Records;
using Bench.Storage;

namespace Bench.Protocol.Progress;

/// <summary>
/// Follows the progress of all VMs: one listing a poll, and one GET for each object that changed since. Keeps the
/// highest epoch of each VM.
/// </summary>
public sealed class ProgressWatch(RecordStore records)
{
    private readonly Dictionary<string, ObjectInfo> _seen = [];
    private readonly Dictionary<string, WorkerProgress> _latest = [];

    /// <summary>The last known progress by VM.</summary>
    public IReadOnlyDictionary<string, WorkerProgress> Latest => _latest;

    /// <summary>
    /// Reads what changed; returns the progress that grew, or is of a later epoch. A poll that fails has changed nothing
    /// of what is known.
    /// </summary>
    public async Task<IReadOnlyList<WorkerProgress>> PollAsync(CancellationToken cancel)
    {
        List<(string Vm, ObjectInfo Found)> news =
        [
            .. (await NewestAsync(cancel))
                .Where(pair => _seen.GetValueOrDefault(pair.Key) != pair.Value)
                .Select(pair => (pair.Key, pair.Value)),
        ];
        var read = await InFlight.SelectAsync(
            news,
            (item, token) => ReadAsync(item.Found.Key, token),
            cancel
        );
        var changed = new List<WorkerProgress>();
        for (var i = 0; i < news.Count; i++)
        {
            var (vm, found) = news[i];
            _seen[vm] = found;
            if (read[i] is { } progress && IsNews(vm, progress))
            {
                _latest[vm] = progress;
                changed.Add(progress);
            }
        }
        return changed;
    }

    /// <summary>The progress object of the highest epoch of each VM.</summary>
    private async Task<Dictionary<string, ObjectInfo>> NewestAsync(CancellationToken cancel)
    {
        var newest = new Dictionary<string, ObjectInfo>();
        var epochs = new Dictionary<string, int>();
        await foreach (var found in records.Store.ListAsync(records.Keys.Progresses, cancel))
        {
            if (
                records.Keys.ParseProgress(found.Key) is { } name
                && name.Epoch >= epochs.GetValueOrDefault(name.Vm)
            )
            {
                epochs[name.Vm] = name.Epoch;
                newest[name.Vm] = found;
            }
        }
        return newest;
    }

    /// <summary>What was written between the listing and the reading is listed once more and is no growth then.</summary>
    private bool IsNews(string vm, WorkerProgress progress) =>
        !_latest.TryGetValue(vm, out var latest)
        || latest.Epoch < progress.Epoch
        || (latest.Epoch == progress.Epoch && latest.Sequence < progress.Sequence);

    /// <summary>Progress that cannot be read tells nothing, and nothing is decided from its absence alone.</summary>
    private async Task<WorkerProgress?> ReadAsync(string key, CancellationToken cancel)
    {
        try
        {
            return await records.GetAsync<WorkerProgress>(key, cancel);
        }
        catch (DocumentException)
        {
            return null;
        }
    }
}
