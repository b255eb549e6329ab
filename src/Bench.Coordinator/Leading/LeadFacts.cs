using Bench.Model.Progress;
using Bench.Model.Runs;
using Bench.Protocol.Claims;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;
using Bench.Protocol.Leading;
using Bench.Protocol.Liveness;
using Bench.Protocol.Records;

namespace Bench.Coordinator.Leading;

/// <summary>
/// What the leader knows of results. They are read only where a decision needs them, and only once the fences of those
/// who might still commit are in force.
/// </summary>
internal sealed class LeadFacts(RecordStore records, RunConfig config, TimeProvider time)
{
    private readonly Dictionary<Attempt, AttemptFacts> _ended = [];
    private readonly HashSet<int> _read = [];
    private readonly HashSet<int> _failed = [];

    /// <summary>By VM the decision whose fence is known to be in force.</summary>
    private readonly Dictionary<string, int> _fenced = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Epoch, int Entries)> _seen = new(
        StringComparer.Ordinal
    );

    public ResultLedger Ledger { get; } = new(records, config.Options.Iterations);

    public IReadOnlyDictionary<Attempt, AttemptFacts> Ended => _ended;

    public IReadOnlySet<int> Read => _read;

    /// <summary>Test cases in which an entry is said to have failed.</summary>
    public IReadOnlySet<int> Failed => _failed;

    /// <summary>Takes into account what workers tell of failures; their results are read when there may be a retry.</summary>
    public void See(RunState state, IEnumerable<WorkerProgress> changed)
    {
        foreach (var progress in changed.Where(p => p.EntriesFailed > 0))
        {
            var seen = (progress.Epoch, progress.EntriesOk + progress.EntriesFailed);
            if (_seen.GetValueOrDefault(progress.Vm) == seen)
            {
                continue;
            }
            _seen[progress.Vm] = seen;
            // The list holds as many as fit; one that is done is looked at as a whole.
            var told = ProgressRights.IsDone(state, progress)
                ? state.ActiveAttemptsOf(progress.Vm).Select(attempt => attempt.MatrixId)
                : (progress.Ended ?? []).Where(ended => !ended.Ok).Select(ended => ended.MatrixId);
            _failed.UnionWith(told.Select(OrdinalOf));
            _read.ExceptWith(
                state
                    .ActiveAttemptsOf(progress.Vm)
                    .Select(attempt => OrdinalOf(attempt.MatrixId))
                    .Where(_failed.Contains)
            );
        }
    }

    /// <summary>What was read of these VMs' test cases may be out of date.</summary>
    public void Forget(RunState state, IEnumerable<string> vms) =>
        _read.ExceptWith(
            vms.SelectMany(state.AttemptsOf).Select(attempt => OrdinalOf(attempt.MatrixId))
        );

    /// <summary>These test cases are to be read anew.</summary>
    public void Forget(IEnumerable<int> tests) => _read.ExceptWith(tests);

    /// <summary>All are to be read anew: another coordinator led meanwhile.</summary>
    public void ForgetAll() => _read.Clear();

    /// <summary>These test cases were granted: what is known of them is of earlier attempts.</summary>
    public void Granted(IEnumerable<int> matrixIds)
    {
        var tests = matrixIds.Select(OrdinalOf).ToHashSet();
        _read.ExceptWith(tests);
        _failed.ExceptWith(tests);
    }

    /// <summary>Puts the fence of the last decision that asks for one in force.</summary>
    public async Task FenceAsync(RunState state, string vm, string reason, CancellationToken cancel)
    {
        var decision = state.Fences[vm];
        if (_fenced.GetValueOrDefault(vm) < decision)
        {
            await Fencing.FenceAsync(records, vm, reason, time, cancel, decision);
            _fenced[vm] = decision;
        }
    }

    /// <summary>Reads the results of test cases.</summary>
    public async Task ReadAsync(RunState state, IReadOnlyList<int> tests, CancellationToken cancel)
    {
        List<Attempt> attempts =
        [
            .. tests
                .SelectMany(test => TestCases.EntriesOf(config, test))
                .SelectMany(id => state.Attempts.GetValueOrDefault(id) ?? []),
        ];
        foreach (
            var vm in attempts
                .Where(attempt => !state.IsActive(attempt))
                .Select(attempt => attempt.Vm)
                .Distinct(StringComparer.Ordinal)
        )
        {
            // A coordinator that died may have decided on a fence and not got further.
            await FenceAsync(state, vm, "its entries are granted to others", cancel);
        }
        foreach (var (attempt, fact) in await Ledger.ReadEndedAsync(attempts, cancel))
        {
            _ended[attempt] = fact;
        }
        _read.UnionWith(tests);
    }

    private int OrdinalOf(int matrixId) => TestCases.OrdinalOf(config, matrixId);
}
