using Bench.Coordinator.Watching;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Keys;
using Bench.Protocol.Records;
using Bench.Storage;

namespace Bench.Coordinator.Tests.Dashboard.Fakes;

/// <summary>A directory of scripted runs over a real store, which remembers what it was asked to do.</summary>
public sealed class ScriptedDirectory(IObjectStore? store = null) : IRunDirectory
{
    private readonly Lock _gate = new();
    private readonly List<(string Run, IRunFeed Feed)> _runs = [];
    private readonly List<string> _asked = [];

    /// <summary>What was asked for, in order.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_gate)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>What it answers to whoever asks for something.</summary>
    public Exception? Refusal { get; set; }

    public void Put(string run, IRunFeed feed)
    {
        lock (_gate)
        {
            _runs.RemoveAll(known => known.Run == run);
            _runs.Add((run, feed));
        }
    }

    public Task<IReadOnlyList<RunHead>> ListAsync(CancellationToken cancel)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<RunHead>>([
                .. _runs.Select(run => run.Feed.Snapshot.Run),
            ]);
        }
    }

    public Task<IRunFeed?> FindAsync(string runId, CancellationToken cancel)
    {
        lock (_gate)
        {
            return Task.FromResult<IRunFeed?>(_runs.Find(run => run.Run == runId).Feed);
        }
    }

    public Task<RecordStore?> RecordsAsync(string runId, CancellationToken cancel)
    {
        lock (_gate)
        {
            return Task.FromResult(
                store is not null && _runs.Exists(run => run.Run == runId)
                    ? new RecordStore(store, new RunKeys(runId))
                    : null
            );
        }
    }

    public Task<Cancellation> CancelAsync(
        string runId,
        string by,
        string? reason,
        CancellationToken cancel
    )
    {
        Ask($"cancel {runId} by {by}: {reason}");
        return Task.FromResult(
            new Cancellation
            {
                Schema = Schemas.Cancel,
                Writer = WriterId.New(),
                At = SampleRun.CreatedAt,
                By = by,
                Reason = reason,
            }
        );
    }

    public Task ResumeAsync(string runId, CancellationToken cancel)
    {
        Ask($"resume {runId}");
        return Task.CompletedTask;
    }

    public Task RetryAsync(string runId, int matrixId, CancellationToken cancel)
    {
        Ask($"retry {runId} {matrixId}");
        return Task.CompletedTask;
    }

    private void Ask(string what)
    {
        lock (_gate)
        {
            if (Refusal is { } refusal)
            {
                throw refusal;
            }
            _asked.Add(what);
        }
    }
}
