using Bench.Model.Decisions;
using Bench.Model.Progress;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Decisions;
using Bench.Protocol.Leading;
using Bench.Protocol.Progress;
using Bench.Protocol.Records;

namespace Bench.Coordinator.Leading;

/// <summary>
/// A coordinator's look at the bucket: at most a handful of requests and one for each VM whose progress changed. Takes
/// the lead where nobody has it.
/// </summary>
internal sealed class LeadLook
{
    private readonly RecordStore _records;
    private readonly TimeProvider _time;
    private readonly ProgressWatch _watch;
    private readonly LeaderWatch _leaders;

    public LeadLook(
        RecordStore records,
        RunConfig config,
        CoordinatorIdentity self,
        TimeProvider time
    )
    {
        var lease = TimeSpan.FromSeconds(config.Options.LeaseSeconds);
        (_records, _time) = (records, time);
        _watch = new ProgressWatch(records);
        _leaders = new LeaderWatch(lease, CoordinatorSelf.IsKnownDead, time);
        Log = new DecisionLog(records, config, self, time);
        Beat = new LeadBeat(records, self, lease, time);
        Cancel = new CancelWatch(config, time);
    }

    public DecisionLog Log { get; }

    public LeadBeat Beat { get; }

    public CancelWatch Cancel { get; }

    public RunState State => Log.State;

    public bool Leads => Log.Leads;

    public IReadOnlyDictionary<string, WorkerProgress> Progress => _watch.Latest;

    /// <summary>Timestamp from before the first request of the last look.</summary>
    public long BegunAt { get; private set; }

    /// <summary>What grew since the look before.</summary>
    public IReadOnlyList<WorkerProgress> Changed { get; private set; } = [];

    /// <summary>Whether the lead was taken by the last look: what it saw is of before.</summary>
    public bool LeadsNewly { get; private set; }

    /// <summary>A look is under way, which decides nothing.</summary>
    public bool IsLooking { get; private set; }

    /// <summary>Looks once: the seal, where there is one.</summary>
    public async Task<Seal?> PollAsync()
    {
        IsLooking = true;
        BegunAt = _time.GetTimestamp();
        if (await _records.GetAsync<Seal>(_records.Keys.Seal, CancellationToken.None) is { } seal)
        {
            return seal;
        }
        if (
            !Cancel.IsCancelled
            && await _records.ExistsAsync(_records.Keys.Cancel, CancellationToken.None)
        )
        {
            Cancel.Seen();
        }
        Changed = [.. Changed, .. await _watch.PollAsync(CancellationToken.None)];
        await Log.ReadOnAsync(CancellationToken.None);
        LeadsNewly = !Leads && await TryLeadAsync();
        if (Leads)
        {
            await Beat.BeatAsync(CancellationToken.None);
        }
        IsLooking = false;
        return null;
    }

    /// <summary>What changed was taken into account.</summary>
    public void Taken() => Changed = [];

    /// <summary>Progress once more, for the last view.</summary>
    public async Task TryRefreshAsync()
    {
        try
        {
            await _watch.PollAsync(CancellationToken.None);
        }
        catch (Storage.StoreException)
        {
            // The seal is there, and says all that matters.
        }
    }

    private async Task<bool> TryLeadAsync()
    {
        var record = State.Leader is null
            ? null
            : await LeadBeat.ReadAsync(_records, CancellationToken.None);
        if (!_leaders.Polled(BegunAt, State, record))
        {
            return false;
        }
        await Log.LeadAsync(CancellationToken.None);
        await Beat.BeginAsync(CancellationToken.None);
        return true;
    }
}
