using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Bench.Coordinator.Launching;
using Bench.Coordinator.Telemetry;
using Bench.Coordinator.Watching;
using Bench.Coordinator.Watching.Directories;
using Bench.Model.Decisions;
using Bench.Model.Keys;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Cancelling;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Storage;
using Microsoft.Extensions.Logging;

namespace Bench.Coordinator.Hosting;

/// <summary>
/// Leads several runs of one store at once and shows all of them. Holds nothing that it could not read from the store
/// again: killed at any instruction and started again it goes on.
/// </summary>
public sealed class CoordinatorHost : IRunDirectory, IAsyncDisposable
{
    private readonly IObjectStore _store;
    private readonly ILeaders _leaders;
    private readonly ILogger<CoordinatorHost> _log;
    private readonly TimeProvider _time;
    private readonly RunCatalogue _catalogue;
    private readonly Meter _gauges;
    private readonly ConcurrentDictionary<string, LedRun> _led = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _beginning = new(1);

    public CoordinatorHost(
        IObjectStore store,
        ILeaders leaders,
        ILogger<CoordinatorHost> log,
        TimeProvider time
    )
    {
        (_store, _leaders, _log, _time) = (store, leaders, log, time);
        _catalogue = new RunCatalogue(store, time);
        _gauges = HostGauges.Publish(this);
    }

    /// <summary>The runs that are led here now.</summary>
    public IEnumerable<LedRun> Led => _led.Values;

    /// <summary>A run that is led here now; null for any other.</summary>
    public LedRun? FindLed(string runId) =>
        _led.TryGetValue(runId, out var led) && !led.Completion.IsCompleted ? led : null;

    public async Task<IReadOnlyList<RunHead>> ListAsync(CancellationToken cancel)
    {
        var heads = (await _catalogue.ListAsync(cancel)).ToDictionary(
            head => head.Id,
            StringComparer.Ordinal
        );
        foreach (var led in _led.Values)
        {
            heads[led.Records.Keys.RunId] = led.Feed.Snapshot.Run;
        }
        return [.. RunCatalogue.Newest(heads.Values)];
    }

    public async Task<IRunFeed?> FindAsync(string runId, CancellationToken cancel) =>
        FindLed(runId)?.Feed ?? await _catalogue.FindAsync(runId, cancel);

    public async Task<RecordStore?> RecordsAsync(string runId, CancellationToken cancel) =>
        _catalogue.Records(runId) is { } records
        && await records.ExistsAsync(records.Keys.Config, cancel)
            ? records
            : null;

    /// <summary>Creates a planned run and leads it.</summary>
    /// <exception cref="RunIdTakenException">The id names another run.</exception>
    public async Task<LedRun> StartAsync(RunConfig config, CancellationToken cancel)
    {
        var records = new RecordStore(_store, new RunKeys(config.BenchmarkId));
        var run = await RunLauncher.CreateAsync(records, config, cancel);
        return await BeginAsync(records, run, cancel);
    }

    /// <summary>Leads a run whose specs are in the store.</summary>
    /// <param name="interrupt">Asks to cancel the run.</param>
    public async Task<LedRun> BeginAsync(
        RecordStore records,
        LoadedRun run,
        CancellationToken cancel,
        CancellationToken interrupt = default
    )
    {
        await _beginning.WaitAsync(cancel);
        try
        {
            if (FindLed(run.Config.BenchmarkId) is { } led)
            {
                return led;
            }
            LedLog.Leading(_log, run.Config.BenchmarkId);
            led = LedRun.Begin(records, run, _leaders, _log, _time, interrupt);
            _led[run.Config.BenchmarkId] = led;
            _ = ForgetAsync(led);
            return led;
        }
        finally
        {
            _beginning.Release();
        }
    }

    /// <summary>
    /// The cancellation that is in force. Who leads the run seals it; where nobody does, this coordinator leads it to
    /// its seal.
    /// </summary>
    /// <exception cref="RunNotFoundException">No such run.</exception>
    /// <exception cref="InvalidOperationException">The run is sealed.</exception>
    public async Task<Cancellation> CancelAsync(
        string runId,
        string by,
        string? reason,
        CancellationToken cancel
    )
    {
        var records = Named(runId);
        if (await records.ExistsAsync(records.Keys.Seal, cancel))
        {
            throw new InvalidOperationException($"{runId} is sealed, which is final");
        }
        var cancellation = await RunCancel.RequestAsync(records, by, reason, _time, cancel);
        var led = FindLed(runId) ?? await LeadAsync(records, cancel);
        led.Cancelled(cancellation);
        return cancellation;
    }

    /// <exception cref="RunNotFoundException">No such run.</exception>
    /// <exception cref="InvalidOperationException">The run is cancelled or sealed.</exception>
    public async Task ResumeAsync(string runId, CancellationToken cancel)
    {
        var records = Named(runId);
        if (await records.ExistsAsync(records.Keys.Seal, cancel))
        {
            throw new InvalidOperationException($"{runId} is sealed, which is final");
        }
        if (await records.ExistsAsync(records.Keys.Cancel, cancel))
        {
            throw new InvalidOperationException($"{runId} was cancelled, which is final");
        }
        await LeadAsync(records, cancel);
    }

    /// <exception cref="InvalidOperationException">The run is not led here, or what is asked for cannot be tried again.</exception>
    Task IRunDirectory.RetryAsync(string runId, int matrixId, CancellationToken cancel) =>
        RetryAsync(runId, matrixId, cancel);

    /// <summary>What was granted; null while no VM can take it.</summary>
    /// <exception cref="InvalidOperationException">The run is not led here, or what is asked for cannot be tried again.</exception>
    public async Task<Grant?> RetryAsync(string runId, int matrixId, CancellationToken cancel)
    {
        var led =
            FindLed(runId)
            ?? throw new InvalidOperationException(
                $"{runId} is not led by this coordinator; resume it first"
            );
        return await led.RetryAsync(matrixId, cancel);
    }

    /// <summary>
    /// Goes on with the runs that are not sealed: those that a coordinator of this name led last, or all that nobody
    /// leads. Where another one lives after all, this one follows it.
    /// </summary>
    /// <param name="choose">Whether to lead a run, by what is known of it.</param>
    /// <returns>The ids of those that are led now.</returns>
    public async Task<IReadOnlyList<string>> AdoptAsync(
        Func<RunHead, bool> choose,
        CancellationToken cancel
    )
    {
        var adopted = new List<string>();
        foreach (var head in await _catalogue.ListAsync(cancel))
        {
            if (head.SealReason is null && choose(head))
            {
                await LeadAsync(Named(head.Id), cancel);
                adopted.Add(head.Id);
            }
        }
        return adopted;
    }

    /// <summary>Leads no run any more; all are left as they are.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_led.Values.Select(led => led.DisposeAsync().AsTask()));
        await _catalogue.DisposeAsync();
        _gauges.Dispose();
        _beginning.Dispose();
    }

    /// <summary>A run that is led no more is shown from the store, as any other.</summary>
    private async Task ForgetAsync(LedRun led)
    {
        await led.Completion;
        _led.TryRemove(new(led.Records.Keys.RunId, led));
    }

    private async Task<LedRun> LeadAsync(RecordStore records, CancellationToken cancel) =>
        FindLed(records.Keys.RunId)
        ?? await BeginAsync(records, await RunLauncher.CompleteAsync(records, cancel), cancel);

    private RecordStore Named(string runId) =>
        _catalogue.Records(runId) ?? throw new RunNotFoundException($"{_store.Uri}/{runId}");
}
