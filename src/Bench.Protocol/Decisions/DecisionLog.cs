using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Protocol.Records;

namespace Bench.Protocol.Decisions;

/// <summary>
/// The one log of all that coordinators decide. Appending needs the next number to be free, so whoever appends has
/// read everything before it, and of two leaders only one goes on.
/// </summary>
public sealed class DecisionLog(
    RecordStore records,
    RunConfig config,
    CoordinatorIdentity self,
    TimeProvider time
)
{
    private readonly List<Decision> _decisions = [];

    public IReadOnlyList<Decision> Decisions => _decisions;

    public RunState State { get; private set; } = RunState.Of(config);

    /// <summary>Whether the last <c>lead</c> decision is this coordinator's.</summary>
    public bool Leads => State.Leader?.Id == self.Id;

    /// <summary>All that is decided at this moment, for those who only read.</summary>
    public static async Task<RunState> ReadStateAsync(
        RecordStore records,
        RunConfig config,
        CancellationToken cancel
    )
    {
        var state = RunState.Of(config);
        while (await NextAsync(records, state, cancel) is { } next)
        {
            state = state.Apply(next);
        }
        return state;
    }

    /// <summary>Reads what was appended since.</summary>
    public async Task<RunState> ReadOnAsync(CancellationToken cancel)
    {
        while (await NextAsync(records, State, cancel) is { } next)
        {
            Add(next);
        }
        return State;
    }

    /// <summary>Takes the lead, whoever had it.</summary>
    public async Task LeadAsync(CancellationToken cancel)
    {
        do
        {
            await ReadOnAsync(cancel);
        } while (!await TryAppendAsync(Draft(DecisionKind.Lead), cancel));
    }

    public Task<bool> TryFenceAsync(FenceRequest fence, CancellationToken cancel) =>
        TryDecideAsync(Draft(DecisionKind.Fence) with { Fence = fence }, cancel);

    /// <summary>False also when the run is being sealed: from then on nothing is granted.</summary>
    public async Task<bool> TryGrantAsync(Grant grant, CancellationToken cancel) =>
        State.Seal is null
        && await TryDecideAsync(Draft(DecisionKind.Grant) with { Grant = grant }, cancel);

    public Task<bool> TryGoAsync(GoSignal go, CancellationToken cancel) =>
        TryDecideAsync(Draft(DecisionKind.Go) with { Go = go }, cancel);

    public Task<bool> TryJudgeAsync(GoVerdict verdict, CancellationToken cancel) =>
        TryDecideAsync(Draft(DecisionKind.Verdict) with { Verdict = verdict }, cancel);

    public Task<bool> TrySealAsync(SealIntention seal, CancellationToken cancel) =>
        TryDecideAsync(Draft(DecisionKind.Seal) with { Seal = seal }, cancel);

    /// <summary>Appends as leader: false when another coordinator has taken the lead meanwhile.</summary>
    private async Task<bool> TryDecideAsync(Decision decision, CancellationToken cancel)
    {
        if (!Leads)
        {
            return false;
        }
        if (await TryAppendAsync(decision, cancel))
        {
            return true;
        }
        await ReadOnAsync(cancel);
        return false;
    }

    private static Task<Decision?> NextAsync(
        RecordStore records,
        RunState state,
        CancellationToken cancel
    ) => records.GetAsync<Decision>(records.Keys.Decision(state.LastDecision + 1), cancel);

    private void Add(Decision decision)
    {
        // Two readings that overlap find the same records.
        if (decision.Number == State.LastDecision + 1)
        {
            State = State.Apply(decision);
            _decisions.Add(decision);
        }
    }

    private async Task<bool> TryAppendAsync(Decision decision, CancellationToken cancel)
    {
        var outcome = await records.CreateAsync(
            records.Keys.Decision(decision.Number),
            decision,
            cancel
        );
        if (outcome.Won)
        {
            Add(outcome.Record);
        }
        return outcome.Won;
    }

    private Decision Draft(DecisionKind kind) =>
        new()
        {
            Schema = Schemas.Decision,
            Writer = WriterId.New(),
            Number = _decisions.Count + 1,
            Kind = kind,
            Coordinator = self,
            At = time.GetUtcNow(),
        };
}
