using Bench.Coordinator.Watching;
using Bench.Model.Decisions;
using Bench.Protocol.Records;

namespace Bench.Benchmarks.Harness;

/// <summary>A directory with one run, which can only be watched.</summary>
internal sealed class OneRun(IRunFeed feed) : IRunDirectory
{
    public Task<IReadOnlyList<RunHead>> ListAsync(CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<RunHead>>([feed.Snapshot.Run]);

    public Task<IRunFeed?> FindAsync(string runId, CancellationToken cancel) =>
        Task.FromResult<IRunFeed?>(feed);

    public Task<RecordStore?> RecordsAsync(string runId, CancellationToken cancel) =>
        Task.FromResult<RecordStore?>(null);

    public Task<Cancellation> CancelAsync(
        string runId,
        string by,
        string? reason,
        CancellationToken cancel
    ) => throw new NotSupportedException("This run is only watched.");

    public Task ResumeAsync(string runId, CancellationToken cancel) =>
        throw new NotSupportedException("This run is only watched.");

    public Task RetryAsync(string runId, int matrixId, CancellationToken cancel) =>
        throw new NotSupportedException("This run is only watched.");
}
