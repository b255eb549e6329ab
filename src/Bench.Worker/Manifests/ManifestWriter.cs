using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Protocol.Manifests;
using Bench.Protocol.Records;
using Bench.Storage;
using Bench.Worker.Entries;
using Bench.Worker.Heartbeats;

namespace Bench.Worker.Manifests;

/// <summary>
/// Keeps the VM's manifest current for people and scripts. Its size grows with the number of tests, so it is written
/// when a test changed state, but no more often than that it takes a small part of the time.
/// </summary>
public sealed class ManifestWriter(
    RecordStore records,
    JobSpec spec,
    EntryBook book,
    WorkerCounters counters,
    TimeProvider time
)
{
    /// <summary>Writing takes at most one part in this many of the time.</summary>
    private const int TimeShare = 50;
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private long? _lastWrite;
    private TimeSpan _lastTook;

    public async Task WriteIfDueAsync(CancellationToken cancel)
    {
        if (_lastWrite is { } last)
        {
            var wait = _lastTook * TimeShare;
            if (time.GetElapsedTime(last) < (wait > ShortestInterval ? wait : ShortestInterval))
            {
                return;
            }
        }
        try
        {
            await WriteAsync(ManifestStatus.Running, cancel);
        }
        catch (StoreException e)
        {
            // Nothing is decided from it, so work does not end for it.
            counters.Error($"the manifest could not be written: {e.Message}");
            _lastWrite = time.GetTimestamp();
        }
    }

    public async Task WriteAsync(ManifestStatus status, CancellationToken cancel)
    {
        var begin = time.GetTimestamp();
        var manifest = FinalManifests.Build(
            spec.BenchmarkId,
            spec.VmName,
            status,
            [.. book.Pages.Select(page => Test(page, status))]
        );
        manifest = manifest with
        {
            StartTime = _startedAt,
            EndTime = status == ManifestStatus.Running ? null : time.GetUtcNow(),
        };
        await records.PutAsync(records.Keys.Manifest(spec.VmName), manifest, cancel);
        _lastWrite = time.GetTimestamp();
        _lastTook = time.GetElapsedTime(begin);
    }

    private ManifestTest Test(EntryPage page, ManifestStatus status) =>
        new()
        {
            MatrixId = page.Entry.MatrixId,
            TestId = page.Entry.TestId,
            ConfigId = page.Entry.ConfigId,
            ConfigLabel = page.Entry.ConfigLabel,
            Status = StatusOf(page, status),
            Attempt = page.Attempt.Number,
            IterationsPlanned = spec.Iterations,
            IterationsOk = page.Iterations.Count(i => i.Status == IterationStatus.Ok),
            IterationsFailed = page.Iterations.Count(i => i.Status == IterationStatus.Failed),
            Reason = page.Reason,
            Params = page.Entry.Params,
        };

    private static TestStatus StatusOf(EntryPage page, ManifestStatus status) =>
        page.Result?.Status switch
        {
            IterationStatus.Ok => TestStatus.Ok,
            IterationStatus.Failed => TestStatus.Failed,
            _ when status == ManifestStatus.Cancelled => TestStatus.Cancelled,
            _ => page.Begun ? TestStatus.Running : TestStatus.Pending,
        };
}
