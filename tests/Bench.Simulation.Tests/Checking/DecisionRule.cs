using Bench.Model.Decisions;
using Bench.Protocol.Decisions;

namespace Bench.Simulation.Tests.Checking;

/// <summary>The log is dense, each decision is the leader's of that moment, and everybody reads the same from it.</summary>
internal sealed class DecisionRule : IRule
{
    public IEnumerable<string> Check(Evidence evidence)
    {
        string? leader = null;
        var number = 0;
        foreach (var (write, decision) in evidence.Decisions)
        {
            if (decision.Number != ++number || write.Key != evidence.Keys.Decision(number))
            {
                yield return $"{write.Key} is written as decision {number}";
            }
            if (decision.Kind == DecisionKind.Lead)
            {
                leader = decision.Coordinator.Id;
            }
            else if (decision.Coordinator.Id != leader)
            {
                yield return $"decision {number} is by {decision.Coordinator.Id} while {leader} leads";
            }
        }
        if (evidence.Config is not { } config)
        {
            yield break;
        }
        var naive = new NaiveState(config, evidence.Decisions.Select(d => d.Document));
        var read = DecisionLog
            .ReadStateAsync(evidence.Records, config, default)
            .GetAwaiter()
            .GetResult();
        if (
            read.LastDecision != naive.Last
            || read.Leader?.Id != naive.Leader
            || read.Seal?.Reason != naive.SealReason
            || read.SealDecision != naive.SealDecision
            || Lines(naive) != Lines(read)
        )
        {
            yield return $"the decisions mean {Lines(naive)} and are read as {Lines(read)}";
        }
    }

    private static string Lines(NaiveState state) =>
        string.Join(
            ' ',
            state
                .Attempts.OrderBy(a => a.MatrixId)
                .ThenBy(a => a.Number)
                .Select(a => $"{a.MatrixId}.{a.Number}:{a.Vm}")
        );

    private static string Lines(RunState state) =>
        string.Join(
            ' ',
            state
                .Attempts.OrderBy(pair => pair.Key)
                .SelectMany(pair => pair.Value)
                .Select(a => $"{a.MatrixId}.{a.Number}:{a.Vm}")
        );
}
