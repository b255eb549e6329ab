using Bench.Model.Decisions;
using Bench.Protocol.Records;

namespace Bench.Coordinator.Watching;

/// <summary>The runs of one artifacts folder, as the pages and the live channel see them.</summary>
public interface IRunDirectory
{
    /// <summary>All runs, newest first.</summary>
    Task<IReadOnlyList<RunHead>> ListAsync(CancellationToken cancel);

    /// <summary>The feed of a run; null when there is no such run.</summary>
    Task<IRunFeed?> FindAsync(string runId, CancellationToken cancel);

    /// <summary>The run's records, for its report and logs; null when there is no such run.</summary>
    Task<RecordStore?> RecordsAsync(string runId, CancellationToken cancel);

    /// <summary>Asks for the end of a run; the cancellation that is in force.</summary>
    Task<Cancellation> CancelAsync(
        string runId,
        string by,
        string? reason,
        CancellationToken cancel
    );

    /// <summary>Leads a run that nobody leads, or joins as a follower.</summary>
    Task ResumeAsync(string runId, CancellationToken cancel);

    /// <summary>Asks for one more attempt at the test case of a failed entry.</summary>
    Task RetryAsync(string runId, int matrixId, CancellationToken cancel);
}
