using Bench.Model.Decisions;
using Bench.Model.Runs;
using Bench.Protocol.Decisions;

namespace Bench.Protocol.Leading;

/// <summary>What the attempts of a test case have come to. All its entries are granted together, so they share their numbers.</summary>
public sealed class TestCases(Situation situation)
{
    private readonly RunConfig _config = situation.Config;
    private readonly RunState _state = situation.State;

    /// <summary>The test case of an entry, by ordinal.</summary>
    public static int OrdinalOf(RunConfig config, int matrixId) =>
        ((matrixId - 1) % config.TestCases.Count) + 1;

    /// <summary>The entries of a test case, one for each config.</summary>
    public static IReadOnlyList<int> EntriesOf(RunConfig config, int ordinal) =>
        [.. config.Configs.Select((_, i) => (i * config.TestCases.Count) + ordinal)];

    public IReadOnlyList<int> EntriesOf(int ordinal) => EntriesOf(_config, ordinal);

    public TestCaseSpec Spec(int ordinal) => _config.TestCases[ordinal - 1];

    /// <summary>Whether a test case may run on a VM.</summary>
    public bool Fits(string vm, int ordinal) =>
        Spec(ordinal).VmClass is not { } needed || Classes.GetValueOrDefault(vm) == needed;

    private Dictionary<string, string?> Classes =>
        field ??= _config.Vms.ToDictionary(
            spec => spec.Name,
            spec => spec.VmClass,
            StringComparer.Ordinal
        );

    /// <summary>The attempts with the highest number.</summary>
    public IReadOnlyList<Attempt> Latest(int ordinal)
    {
        var all = AllOf(ordinal).ToList();
        var number = all.Count == 0 ? 0 : all.Max(attempt => attempt.Number);
        return [.. all.Where(attempt => attempt.Number == number)];
    }

    /// <summary>Who had it last.</summary>
    public string? LastVm(int ordinal) => Latest(ordinal) is [var one, ..] ? one.Vm : null;

    public int NextNumber(int ordinal) =>
        AllOf(ordinal).Select(attempt => attempt.Number).DefaultIfEmpty(0).Max() + 1;

    /// <summary>Nobody may work on it any more, whether or not it is complete.</summary>
    public bool IsAbandoned(int ordinal) => !Latest(ordinal).Any(_state.IsActive);

    /// <summary>Every entry has a result in some attempt.</summary>
    public bool IsComplete(int ordinal) =>
        EntriesOf(ordinal).All(id => AttemptsAt(id).Any(situation.Ended.ContainsKey));

    /// <summary>Nothing more comes of its last attempt, and every entry has a result.</summary>
    public bool IsSettled(int ordinal) =>
        Latest(ordinal).All(situation.Ended.ContainsKey)
        || (IsAbandoned(ordinal) && IsComplete(ordinal));

    /// <summary>All entries are ok in one and the same attempt.</summary>
    public bool IsOk(int ordinal) =>
        AllOf(ordinal)
            .Where(attempt =>
                situation.Ended.TryGetValue(attempt, out var fact)
                && fact.IsOk(_config.Options.Iterations)
            )
            .CountBy(attempt => attempt.Number)
            .Any(count => count.Value == _config.Configs.Count);

    /// <summary>VMs on which an entry of it failed.</summary>
    public IReadOnlySet<string> FailedOn(int ordinal) =>
        AllOf(ordinal)
            .Where(attempt =>
                situation.Ended.TryGetValue(attempt, out var fact)
                && !fact.IsOk(_config.Options.Iterations)
            )
            .Select(attempt => attempt.Vm)
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>How many attempts have this cause.</summary>
    public int Tries(int ordinal, GrantCause cause) =>
        AllOf(ordinal)
            .Where(attempt => attempt.Cause == cause)
            .Select(attempt => attempt.Number)
            .Distinct()
            .Count();

    /// <summary>Whether a VM may work on anything that is not known to have ended.</summary>
    public bool HasOpen(string vm) =>
        _state.ActiveAttemptsOf(vm).Any(attempt => !situation.Ended.ContainsKey(attempt));

    /// <summary>The test cases of what a VM may work on and is not known to have ended, ascending.</summary>
    public IReadOnlyList<int> OpenOf(string vm) =>
        [
            .. _state
                .ActiveAttemptsOf(vm)
                .Where(attempt => !situation.Ended.ContainsKey(attempt))
                .Select(attempt => OrdinalOf(_config, attempt.MatrixId))
                .Distinct()
                .Order(),
        ];

    /// <summary>The test cases that fenced VMs had last, ascending.</summary>
    public IReadOnlyList<int> Abandoned() =>
        [
            .. _state
                .Fences.Keys.SelectMany(_state.AttemptsOf)
                .Where(attempt => !_state.IsActive(attempt))
                .Select(attempt => OrdinalOf(_config, attempt.MatrixId))
                .Distinct()
                .Where(IsAbandoned)
                .Order(),
        ];

    private IEnumerable<Attempt> AllOf(int ordinal) => EntriesOf(ordinal).SelectMany(AttemptsAt);

    private IReadOnlyList<Attempt> AttemptsAt(int matrixId) =>
        _state.Attempts.GetValueOrDefault(matrixId) ?? [];
}
