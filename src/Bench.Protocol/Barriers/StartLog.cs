using System.Collections.Immutable;
using Bench.Model.Decisions;

namespace Bench.Protocol.Barriers;

/// <summary>One start of an iteration on several VMs, with what it came to once that is decided.</summary>
/// <param name="Number">Of the decision.</param>
public sealed record Start(int Number, GoSignal Go, GoVerdict? Verdict)
{
    public bool IsOpen => Verdict is null;

    public bool Names(string vm) => Go.Participants.Contains(vm, StringComparer.Ordinal);

    /// <summary>Whether the VM is to run the iteration again.</summary>
    public bool IsAgainFor(string vm) =>
        Verdict is { Outcome: VerdictOutcome.Again } verdict
        && verdict.Survivors.Contains(vm, StringComparer.Ordinal);
}

/// <summary>
/// All starts and verdicts that have been decided: a pure function of the decision log. What contradicts the log before
/// it changes nothing: a second start of what is under way or settled, a verdict on what is not open, anything after the
/// intention to seal.
/// </summary>
public sealed record StartLog
{
    private static readonly ImmutableList<Start> s_none = [];

    private ImmutableDictionary<(int MatrixId, int Iteration), ImmutableList<Start>> _starts =
        ImmutableDictionary<(int, int), ImmutableList<Start>>.Empty;
    private ImmutableSortedDictionary<int, Start> _open = ImmutableSortedDictionary<
        int,
        Start
    >.Empty;
    private bool _sealed;

    private StartLog() { }

    public static StartLog Empty { get; } = new();

    /// <summary>Starts without a verdict, in their order.</summary>
    public IEnumerable<Start> Open => _open.Values;

    public static StartLog Fold(IEnumerable<Decision> decisions) =>
        decisions.Aggregate(Empty, (log, decision) => log.Apply(decision));

    /// <summary>All starts of an iteration, in their order.</summary>
    public IReadOnlyList<Start> Of(int matrixId, int iteration) => Known(matrixId, iteration);

    /// <summary>The last start of an iteration that names a VM; null where none does.</summary>
    public Start? LastOf(string vm, int matrixId, int iteration) =>
        Known(matrixId, iteration).FindLast(start => start.Names(vm));

    /// <summary>The try at an iteration that is under way, or comes next.</summary>
    public int AttemptOf(int matrixId, int iteration) =>
        Known(matrixId, iteration) is not [.., var last] ? 1
        : last.Verdict is { Outcome: VerdictOutcome.Again } ? last.Go.Attempt + 1
        : last.Go.Attempt;

    /// <summary>Whether no more tries at an iteration follow.</summary>
    public bool IsSettled(int matrixId, int iteration) =>
        Known(matrixId, iteration)
            is [.., { Verdict.Outcome: VerdictOutcome.Counted or VerdictOutcome.Failed }];

    /// <summary>Whether a try at an iteration may be started now.</summary>
    public bool MayStart(int matrixId, int attempt, int iteration) =>
        !_sealed
        && !IsSettled(matrixId, iteration)
        && AttemptOf(matrixId, iteration) == attempt
        && Known(matrixId, iteration) is not [.., { IsOpen: true }];

    /// <summary>The log after the next decision.</summary>
    public StartLog Apply(Decision decision) =>
        decision switch
        {
            { Kind: DecisionKind.Go, Go: { } go }
                when MayStart(go.MatrixId, go.Attempt, go.Iteration) => With(
                new Start(decision.Number, go, null)
            ),
            { Kind: DecisionKind.Verdict, Verdict: { } verdict }
                when !_sealed && _open.TryGetValue(verdict.Go, out var open) => With(
                open with
                {
                    Verdict = verdict,
                }
            ),
            { Kind: DecisionKind.Seal } => this with { _sealed = true },
            _ => this,
        };

    private StartLog With(Start start)
    {
        var key = (start.Go.MatrixId, start.Go.Iteration);
        var known = Known(key.MatrixId, key.Iteration);
        var place = known.FindIndex(one => one.Number == start.Number);
        return this with
        {
            _starts = _starts.SetItem(
                key,
                place < 0 ? known.Add(start) : known.SetItem(place, start)
            ),
            _open = start.IsOpen ? _open.SetItem(start.Number, start) : _open.Remove(start.Number),
        };
    }

    private ImmutableList<Start> Known(int matrixId, int iteration) =>
        _starts.GetValueOrDefault((matrixId, iteration)) ?? s_none;
}
