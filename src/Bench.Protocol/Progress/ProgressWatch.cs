using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Protocol.Records;

namespace Bench.Protocol.Progress;

/// <summary>
/// Follows the progress of all VMs: one listing a poll, and one GET for each object that changed since. Keeps the
/// highest epoch of each VM.
/// </summary>
public sealed class ProgressWatch(RecordStore records)
{
    private readonly Dictionary<string, string> _versions = [];
    private readonly Dictionary<string, WorkerProgress> _latest = [];

    /// <summary>The last known progress by VM.</summary>
    public IReadOnlyDictionary<string, WorkerProgress> Latest => _latest;

    /// <summary>Reads what changed; returns the progress objects that did.</summary>
    public async Task<IReadOnlyList<WorkerProgress>> PollAsync(CancellationToken cancel)
    {
        var changed = new List<WorkerProgress>();
        await foreach (var found in records.Store.ListAsync(records.Keys.Progresses, cancel))
        {
            if (records.Keys.ParseProgress(found.Key) is not { } name || IsOld(name.Vm, name.Epoch))
            {
                continue;
            }
            if (_versions.TryGetValue(found.Key, out var version) && version == found.Version)
            {
                continue;
            }
            if (await ReadAsync(found.Key, cancel) is { } progress)
            {
                _versions[found.Key] = found.Version;
                _latest[name.Vm] = progress;
                changed.Add(progress);
            }
        }
        return changed;
    }

    private bool IsOld(string vm, int epoch) =>
        _latest.TryGetValue(vm, out var latest) && latest.Epoch > epoch;

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
