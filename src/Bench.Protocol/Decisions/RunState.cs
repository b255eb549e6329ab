using Bench.Model.Decisions;
using Bench.Model.Runs;

namespace Bench.Protocol.Decisions;

/// <summary>
/// What has been decided: a pure function of the config and the decision log. Whoever reads the same log knows the
/// same.
/// </summary>
public sealed record RunState
{
    /// <summary>Number of the last decision; 0 before the first.</summary>
    public required int LastDecision { get; init; }

    /// <summary>Who leads: the coordinator of the last <c>lead</c> decision.</summary>
    public CoordinatorIdentity? Leader { get; init; }

    /// <summary>All attempts by entry, in the order of their numbers; attempt 1 comes from the distribution.</summary>
    public required IReadOnlyDictionary<int, IReadOnlyList<Attempt>> Attempts { get; init; }

    /// <summary>The number of the last decision that asks for a fence, by VM.</summary>
    public required IReadOnlyDictionary<string, int> Fences { get; init; }

    /// <summary>The number of the last decision that grants something, by VM.</summary>
    public required IReadOnlyDictionary<string, int> Grants { get; init; }
    public SealIntention? Seal { get; init; }

    /// <summary>Number of the decision that holds <see cref="Seal"/>; 0 before it.</summary>
    public int SealDecision { get; init; }

    /// <summary>
    /// Whether a fenced VM may claim again: something was granted to it after the fence was asked for. Never once the
    /// run is being sealed, nor for a fence that these decisions do not know yet.
    /// </summary>
    public bool MayClaimAfterFence(string vm) =>
        Seal is null
        && Fences.TryGetValue(vm, out var fenced)
        && Grants.TryGetValue(vm, out var granted)
        && granted > fenced;

    /// <summary>The attempts that belong to a VM, in the order in which it runs them.</summary>
    public IEnumerable<Attempt> AttemptsOf(string vm) =>
        Attempts.Values.SelectMany(attempts => attempts).Where(attempt => attempt.Vm == vm);

    public static RunState Fold(RunConfig config, IEnumerable<Decision> decisions)
    {
        var attempts = Distributed(config);
        var fences = new Dictionary<string, int>();
        var grants = new Dictionary<string, int>();
        var last = 0;
        CoordinatorIdentity? leader = null;
        SealIntention? seal = null;
        var sealDecision = 0;
        foreach (var decision in decisions)
        {
            if (decision.Number != last + 1)
            {
                throw new InvalidOperationException(
                    $"Decision {decision.Number} follows {last}: the log must be dense."
                );
            }
            last = decision.Number;
            switch (decision.Kind)
            {
                case DecisionKind.Lead:
                    leader = decision.Coordinator;
                    break;
                case DecisionKind.Fence:
                    fences[Content(decision, decision.Fence).Vm] = last;
                    break;
                case DecisionKind.Grant:
                    var grant = Content(decision, decision.Grant);
                    // After the intention to seal nothing is granted: whoever seals need not read on.
                    if (seal is null)
                    {
                        grants[grant.Vm] = last;
                        AddGrant(attempts, grant);
                    }
                    break;
                case DecisionKind.Seal when seal is null:
                    seal = Content(decision, decision.Seal);
                    sealDecision = last;
                    break;
                case DecisionKind.Seal:
                    // The first intention stands.
                    break;
                case DecisionKind.Go:
                case DecisionKind.Verdict:
                    break;
            }
        }
        return new RunState
        {
            LastDecision = last,
            Leader = leader,
            Attempts = attempts,
            Fences = fences,
            Grants = grants,
            Seal = seal,
            SealDecision = sealDecision,
        };
    }

    /// <summary>Attempt 1 of each entry.</summary>
    private static Dictionary<int, IReadOnlyList<Attempt>> Distributed(RunConfig config)
    {
        var attempts = new Dictionary<int, IReadOnlyList<Attempt>>();
        foreach (var share in config.Distribution)
        {
            foreach (var matrixId in share.Entries)
            {
                attempts[matrixId] = [new Attempt(matrixId, 1, share.Vm)];
            }
        }
        return attempts;
    }

    private static T Content<T>(Decision decision, T? content)
        where T : class =>
        content
        ?? throw new InvalidOperationException(
            $"Decision {decision.Number} is of kind {decision.Kind} and does not say what it decides."
        );

    private static void AddGrant(Dictionary<int, IReadOnlyList<Attempt>> attempts, Grant grant)
    {
        foreach (var granted in grant.Entries)
        {
            var known = attempts.GetValueOrDefault(granted.MatrixId, []);
            // An attempt belongs to one VM: a second grant of the same number changes nothing.
            if (known.All(attempt => attempt.Number != granted.Attempt))
            {
                var attempt = new Attempt(granted.MatrixId, granted.Attempt, grant.Vm);
                attempts[granted.MatrixId] = [.. known.Append(attempt).OrderBy(a => a.Number)];
            }
        }
    }
}

/// <summary>One VM's try at an entry.</summary>
public sealed record Attempt(int MatrixId, int Number, string Vm);
