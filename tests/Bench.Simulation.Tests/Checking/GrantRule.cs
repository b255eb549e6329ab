using Bench.Model.Decisions;
using Bench.Model.Runs;
using Bench.Protocol.Leading;

namespace Bench.Simulation.Tests.Checking;

/// <summary>
/// A grant gives whole test cases as one attempt, the next one; nothing is granted once the run is being sealed, and no
/// test case again and again.
/// </summary>
internal sealed class GrantRule : IRule
{
    public IEnumerable<string> Check(Evidence evidence)
    {
        if (evidence.Config is not { } config)
        {
            yield break;
        }
        var highest = new Dictionary<int, int>();
        var isSealing = false;
        foreach (var decision in evidence.Decisions.Select(d => d.Document))
        {
            isSealing |= decision.Kind == DecisionKind.Seal;
            if (decision.Grant is not { } grant)
            {
                continue;
            }
            if (isSealing)
            {
                yield return $"decision {decision.Number} grants something while the run is being sealed";
            }
            foreach (
                var test in grant.Entries.GroupBy(e => (e.MatrixId - 1) % config.TestCases.Count)
            )
            {
                var number = highest.GetValueOrDefault(test.Key, 1) + 1;
                highest[test.Key] = number;
                if (!IsWhole(config, [.. test], test.Key + 1, number))
                {
                    yield return $"decision {decision.Number} does not grant test case {test.Key + 1} whole, as attempt {number}";
                }
                if (number > 1 + LeadPolicy.MostLosses + config.Options.Retries)
                {
                    yield return $"decision {decision.Number} grants test case {test.Key + 1} for the {number}th time";
                }
            }
        }
    }

    private static bool IsWhole(
        RunConfig config,
        IReadOnlyList<AttemptGrant> granted,
        int ordinal,
        int number
    ) =>
        granted.All(entry => entry.Attempt == number)
        && granted
            .Select(entry => entry.MatrixId)
            .Order()
            .SequenceEqual(
                config
                    .Configs.Select(c => config.MatrixIdOf(c, config.TestCases[ordinal - 1]))
                    .Order()
            );
}
