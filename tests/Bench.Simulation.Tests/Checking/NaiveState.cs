using Bench.Model.Decisions;
using Bench.Model.Runs;

namespace Bench.Simulation.Tests.Checking;

/// <summary>An attempt as the decisions tell of it.</summary>
internal sealed record NaiveAttempt(int MatrixId, int Number, string Vm, int Decision);

/// <summary>What the decisions say, worked out again from the words of the design and not from production code.</summary>
internal sealed class NaiveState
{
    public NaiveState(RunConfig config, IEnumerable<Decision> decisions)
    {
        foreach (var share in config.Distribution)
        {
            Attempts.AddRange(share.Entries.Select(id => new NaiveAttempt(id, 1, share.Vm, 0)));
        }
        foreach (var decision in decisions)
        {
            Last = decision.Number;
            Leader = decision.Kind == DecisionKind.Lead ? decision.Coordinator.Id : Leader;
            if (decision.Seal is { } seal && SealReason is null)
            {
                (SealReason, SealDecision) = (seal.Reason, decision.Number);
            }
            if (decision.Fence is { } fence)
            {
                Fences[fence.Vm] = decision.Number;
            }
            if (decision.Grant is { } grant && SealReason is null)
            {
                Grants[grant.Vm] = decision.Number;
                foreach (var entry in grant.Entries)
                {
                    if (
                        !Attempts.Exists(a =>
                            a.MatrixId == entry.MatrixId && a.Number == entry.Attempt
                        )
                    )
                    {
                        Attempts.Add(
                            new NaiveAttempt(
                                entry.MatrixId,
                                entry.Attempt,
                                grant.Vm,
                                decision.Number
                            )
                        );
                    }
                }
            }
        }
    }

    public int Last { get; }

    public string? Leader { get; }

    public SealReason? SealReason { get; }

    public int SealDecision { get; }

    public List<NaiveAttempt> Attempts { get; } = [];

    public Dictionary<string, int> Fences { get; } = [];

    public Dictionary<string, int> Grants { get; } = [];
}
