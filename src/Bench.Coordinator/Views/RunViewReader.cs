using Bench.Coordinator.Leading;
using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Claims;
using Bench.Protocol.Decisions;
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
        return new RunView
        {
            Config = config,
            Progress = _watch.Latest,
            Claims = claims,
            Leader = (await _log.ReadOnAsync(cancel)).Leader,
            Cancellation = await records.GetAsync<Cancellation>(records.Keys.Cancel, cancel),
            Seal = seal,
            Late =
                seal is not null && withLate
                    ? await LateRecords.FindAsync(records, seal, cancel)
                    : [],
        };
    }
}
