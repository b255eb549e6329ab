using Bench.Coordinator.Leading;
using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Claims;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;
using Bench.Protocol.Leading;
using Bench.Protocol.Progress;
using Bench.Protocol.Records;
using Bench.Protocol.Sealing;

namespace Bench.Coordinator.Views;

/// <summary>Reads what can be seen of a run, from the bucket alone.</summary>
public sealed class RunViewReader(RecordStore records, RunConfig config, TimeProvider time)
{
    private readonly ProgressWatch _watch = new(records);
    private readonly Dictionary<string, ClaimChain> _chains = config.Vms.ToDictionary(
        vm => vm.Name,
        vm => new ClaimChain(records, vm.Name)
    );
    private readonly ResultLedger _ledger = new(records, config.Options.Iterations);
    private readonly DecisionLog _log = new(records, config, CoordinatorSelf.Reader, time);

    /// <param name="withLate">Whether to look for records that came after the seal, which lists the bucket.</param>
    public async Task<RunView> ReadAsync(bool withLate, CancellationToken cancel)
    {
        await _watch.PollAsync(cancel);
        var claims = new Dictionary<string, Claim>();
        foreach (var (vm, chain) in _chains)
        {
            if (await chain.ReadOnAsync(cancel) is { } claim)
            {
                claims[vm] = claim;
            }
        }
        var seal = await records.GetAsync<Seal>(records.Keys.Seal, cancel);
        var state = await _log.ReadOnAsync(cancel);
        var leading = seal is null ? await LeadBeat.ReadAsync(records, cancel) : null;
        return new RunView
        {
            Config = config,
            Progress = _watch.Latest,
            Claims = claims,
            State = state,
            Leader = state.Leader,
            Waiting = leading?.Waiting,
            Orphaned = await OrphansAsync(state, cancel),
            Cancellation = await records.GetAsync<Cancellation>(records.Keys.Cancel, cancel),
            Seal = seal,
            Late =
                seal is not null && withLate
                    ? await LateRecords.FindAsync(records, seal, cancel)
                    : [],
        };
    }

    /// <summary>Of what fenced VMs had last, that which has no result.</summary>
    private async Task<IReadOnlySet<int>> OrphansAsync(RunState state, CancellationToken cancel)
    {
        List<Attempt> last =
        [
            .. state
                .Fences.Keys.SelectMany(state.AttemptsOf)
                .Where(attempt =>
                    !state.IsActive(attempt) && state.Attempts[attempt.MatrixId][^1] == attempt
                ),
        ];
        var ended = await _ledger.ReadEndedAsync(last, cancel);
        return last.Where(attempt => !ended.ContainsKey(attempt))
            .Select(attempt => attempt.MatrixId)
            .ToHashSet();
    }
}
