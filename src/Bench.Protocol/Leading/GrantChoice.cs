using Bench.Model.Decisions;
using Bench.Model.Runs;
using Bench.Protocol.Decisions;
using Bench.Protocol.Liveness;

namespace Bench.Protocol.Leading;

/// <summary>
/// Chooses who gets a test case: of those whose class fits the one with the least left to do, by estimated seconds where
/// all test cases have them, else by entries; of equals the first of the config.
/// </summary>
public sealed class GrantChoice
{
    private readonly Situation _situation;
    private readonly TestCases _tests;
    private readonly bool _weighted;
    private readonly Dictionary<string, double> _load = new(StringComparer.Ordinal);
    private readonly List<(string Vm, GrantCause Cause, List<AttemptGrant> Entries)> _given = [];
    private readonly HashSet<int> _granted = [];

    public GrantChoice(Situation situation, TestCases tests)
    {
        (_situation, _tests) = (situation, tests);
        _weighted = situation.Config.TestCases.All(test => test.EstimatedSeconds is > 0);
    }

    /// <summary>What was chosen: one grant for each VM and cause.</summary>
    public IReadOnlyList<Grant> Grants =>
        [
            .. _given.Select(given => new Grant
            {
                Vm = given.Vm,
                Entries = given.Entries,
                Cause = given.Cause,
            }),
        ];

    /// <summary>Gives a test case to somebody, if there is anybody.</summary>
    public void Add(int test, GrantCause cause)
    {
        if (_granted.Contains(test) || Taker(test, cause) is not { } vm)
        {
            return;
        }
        _granted.Add(test);
        var number = _tests.NextNumber(test);
        var entries = _tests
            .EntriesOf(test)
            .Select(id => new AttemptGrant { MatrixId = id, Attempt = number })
            .ToList();
        _load[vm] = Load(vm) + (entries.Count * Weight(test));
        var place = _given.FindIndex(given => given.Vm == vm && given.Cause == cause);
        if (place < 0)
        {
            _given.Add((vm, cause, entries));
        }
        else
        {
            _given[place].Entries.AddRange(entries);
        }
    }

    private string? Taker(int test, GrantCause cause)
    {
        var fitting = _situation
            .Candidates.Where(candidate => _tests.Fits(candidate.Vm, test))
            .ToList();
        if (fitting.Any(candidate => !candidate.IsLastResort))
        {
            fitting.RemoveAll(candidate => candidate.IsLastResort);
        }
        if (cause is GrantCause.Retry or GrantCause.Requested)
        {
            // Where it failed it may well fail again.
            var failedOn = _tests.FailedOn(test);
            if (fitting.Any(candidate => !failedOn.Contains(candidate.Vm)))
            {
                fitting.RemoveAll(candidate => failedOn.Contains(candidate.Vm));
            }
            else if (
                _tests.LastVm(test) is { } last
                && fitting.Any(candidate => candidate.Vm == last)
            )
            {
                fitting.RemoveAll(candidate => candidate.Vm != last);
            }
        }
        return fitting.MinBy(candidate => Load(candidate.Vm))?.Vm;
    }

    /// <summary>Counted once it is asked for: most looks grant nothing.</summary>
    private double Load(string vm)
    {
        if (!_load.TryGetValue(vm, out var load))
        {
            _load[vm] = load = LoadOf(vm);
        }
        return load;
    }

    /// <summary>
    /// What a VM has left: the last of its entries, as it works in their order, and all that it was granted since it was
    /// heard of.
    /// </summary>
    private double LoadOf(string vm)
    {
        var active = _situation.State.ActiveAttemptsOf(vm).ToList();
        var progress = _situation.Progress.GetValueOrDefault(vm);
        if (progress is null || !ProgressRights.IsCurrent(_situation.State, progress))
        {
            return active.Where(IsOpen).Sum(Weight);
        }
        var known = active
            .Where(attempt => attempt.GrantedBy <= (progress.LastDecision ?? 0))
            .ToList();
        var left = progress.EntriesTotal - progress.EntriesOk - progress.EntriesFailed;
        return known.TakeLast(Math.Max(0, left)).Sum(Weight) + active.Skip(known.Count).Sum(Weight);
    }

    private bool IsOpen(Attempt attempt) => !_situation.Ended.ContainsKey(attempt);

    private double Weight(Attempt attempt) =>
        Weight(TestCases.OrdinalOf(_situation.Config, attempt.MatrixId));

    private double Weight(int test) => _weighted ? _tests.Spec(test).EstimatedSeconds!.Value : 1;
}
