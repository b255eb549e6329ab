using System.Collections.Immutable;
using Bench.Model.Decisions;
using Bench.Model.Runs;

namespace Bench.Protocol.Decisions;

/// <summary>
/// What has been decided: a pure function of the config and the decision log. Whoever reads the same log knows the
/// same. Each decision is applied to the state before it, at a cost that does not grow with the log.
/// </summary>
public sealed record RunState
{
    // Ordered, so that whoever enumerates them sees the same in every process.
    private ImmutableSortedDictionary<int, IReadOnlyList<Attempt>> _attempts =
        ImmutableSortedDictionary<int, IReadOnlyList<Attempt>>.Empty;
    private ImmutableDictionary<string, ImmutableList<Attempt>> _byVm = ImmutableDictionary.Create<
        string,
        ImmutableList<Attempt>
    >(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, int> _fences = None;
    private ImmutableSortedDictionary<string, int> _grants = None;

    private RunState() { }

    private static ImmutableSortedDictionary<string, int> None { get; } =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Number of the last decision; 0 before the first.</summary>
    public int LastDecision { get; private init; }

    /// <summary>Who leads: the coordinator of the last <c>lead</c> decision.</summary>
    public CoordinatorIdentity? Leader { get; private init; }

    /// <summary>Number of the last <c>lead</c> decision; 0 before it.</summary>
    public int LeadDecision { get; private init; }

    /// <summary>All attempts by entry, in the order of their numbers; attempt 1 comes from the distribution.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<Attempt>> Attempts => _attempts;

    /// <summary>The number of the last decision that asks for a fence, by VM.</summary>
    public IReadOnlyDictionary<string, int> Fences => _fences;

    /// <summary>The number of the last decision that grants something, by VM.</summary>
    public IReadOnlyDictionary<string, int> Grants => _grants;
    public SealIntention? Seal { get; private init; }

    /// <summary>Number of the decision that holds <see cref="Seal"/>; 0 before it.</summary>
    public int SealDecision { get; private init; }

    /// <summary>Before the first decision: attempt 1 of each entry, as the config distributes them.</summary>
    public static RunState Of(RunConfig config)
    {
        var attempts = ImmutableSortedDictionary.CreateBuilder<int, IReadOnlyList<Attempt>>();
        var byVm = ImmutableDictionary.CreateBuilder<string, ImmutableList<Attempt>>(
            StringComparer.Ordinal
        );
        foreach (var share in config.Distribution)
        {
            var own = share.Entries.Select(id => new Attempt(id, 1, share.Vm)).ToImmutableList();
            byVm[share.Vm] = own;
            foreach (var attempt in own)
            {
                // Of a replicated entry every VM has a first attempt.
                attempts[attempt.MatrixId] = attempts.TryGetValue(attempt.MatrixId, out var others)
                    ? [.. others, attempt]
                    : [attempt];
            }
        }
        return new RunState { _attempts = attempts.ToImmutable(), _byVm = byVm.ToImmutable() };
    }

    public static RunState Fold(RunConfig config, IEnumerable<Decision> decisions) =>
        decisions.Aggregate(Of(config), (state, decision) => state.Apply(decision));

    /// <summary>The attempts that belong to a VM, in the order in which it runs them: its share, then its grants.</summary>
    public IReadOnlyList<Attempt> AttemptsOf(string vm) => _byVm.GetValueOrDefault(vm) ?? [];

    /// <summary>
    /// The attempts that a VM may work on: those granted to it after its last fence was asked for. It works on no other.
    /// </summary>
    public IEnumerable<Attempt> ActiveAttemptsOf(string vm) => AttemptsOf(vm).Where(IsActive);

    /// <summary>Whether the VM that an attempt belongs to may still work on it.</summary>
    public bool IsActive(Attempt attempt) =>
        !_fences.TryGetValue(attempt.Vm, out var fenced) || attempt.GrantedBy > fenced;

    /// <summary>Whether a VM's last fence is later than all that was granted to it.</summary>
    public bool IsFenced(string vm) =>
        _fences.TryGetValue(vm, out var fenced) && fenced > _grants.GetValueOrDefault(vm);

    /// <summary>The last decision that changed what a VM may work on; 0 for none.</summary>
    public int LastChangeOf(string vm) =>
        Math.Max(_fences.GetValueOrDefault(vm), _grants.GetValueOrDefault(vm));

    /// <summary>
    /// Whether a fenced VM may claim again: something was granted to it after the fence was asked for. Never once the
    /// run is being sealed, nor for a fence that these decisions do not know yet.
    /// </summary>
    public bool MayClaimAfterFence(string vm) =>
        Seal is null && _fences.ContainsKey(vm) && !IsFenced(vm);

    /// <summary>The state after the next decision.</summary>
    /// <exception cref="InvalidOperationException">It is not the next one, or does not say what it decides.</exception>
    public RunState Apply(Decision decision)
    {
        if (decision.Number != LastDecision + 1)
        {
            throw new InvalidOperationException(
                $"Decision {decision.Number} follows {LastDecision}: the log must be dense."
            );
        }
        var next = this with { LastDecision = decision.Number };
        return decision.Kind switch
        {
            DecisionKind.Lead => next with
            {
                Leader = decision.Coordinator,
                LeadDecision = decision.Number,
            },
            DecisionKind.Fence => next with
            {
                _fences = _fences.SetItem(Content(decision, decision.Fence).Vm, decision.Number),
            },
            DecisionKind.Grant => next.WithGrant(decision, Content(decision, decision.Grant)),
            // The first intention stands.
            DecisionKind.Seal when Content(decision, decision.Seal) is var seal && Seal is null =>
                next with
                {
                    Seal = seal,
                    SealDecision = decision.Number,
                },
            _ => next,
        };
    }

    /// <summary>After the intention to seal nothing is granted: whoever seals need not read on.</summary>
    private RunState WithGrant(Decision decision, Grant grant)
    {
        if (Seal is not null)
        {
            return this;
        }
        var (attempts, own) = (_attempts, _byVm.GetValueOrDefault(grant.Vm) ?? []);
        foreach (var granted in grant.Entries)
        {
            var known = attempts.GetValueOrDefault(granted.MatrixId) ?? [];
            // An attempt belongs to one VM: a second grant of the same number changes nothing.
            if (known.Any(attempt => attempt.Number == granted.Attempt))
            {
                continue;
            }
            var attempt = new Attempt(granted.MatrixId, granted.Attempt, grant.Vm, decision.Number)
            {
                Cause = grant.Cause ?? GrantCause.Lost,
            };
            attempts = attempts.SetItem(
                granted.MatrixId,
                [.. known.Append(attempt).OrderBy(a => a.Number)]
            );
            own = own.Add(attempt);
        }
        return this with
        {
            _attempts = attempts,
            _byVm = _byVm.SetItem(grant.Vm, own),
            _grants = _grants.SetItem(grant.Vm, decision.Number),
        };
    }

    private static T Content<T>(Decision decision, T? content)
        where T : class =>
        content
        ?? throw new InvalidOperationException(
            $"Decision {decision.Number} is of kind {decision.Kind} and does not say what it decides."
        );
}
