using System.Text.RegularExpressions;
using Bench.Simulation.Tests.Seeds;
using Bench.Simulation.Tests.Worlds;

namespace Bench.Simulation.Tests.Defects;

/// <summary>The simulation finds bugs: each of these is planted, and must be found within a number of seeds and for the right reason.</summary>
public sealed partial class DefectTests
{
    private const int MostSeeds = 1000;

    private static IEnumerable<TestCaseData> Defects()
    {
        yield return Of(
            "two decisions of one number",
            new WrongStore(true, false, store => new EverybodyWins(store, "/decisions/")),
            "must be created once"
        );
        yield return Of(
            "two holders of one epoch",
            new WrongStore(false, true, store => new EverybodyWins(store, "/claims/")),
            "must be created once"
        );
        yield return Of(
            "a commit that replaces another",
            new WrongStore(false, true, store => new EverybodyWins(store, "/iteration-")),
            "must be created once"
        );
        yield return Of(
            "a seal that replaces another",
            new WrongStore(true, false, store => new EverybodyWins(store, "/sealed.json")),
            "must be created once"
        );
        yield return Of(
            "a leader that fences nobody",
            new WrongStore(
                true,
                false,
                store => new NeverCreated(
                    store,
                    (key, text) =>
                        key.Contains("/claims/", StringComparison.Ordinal)
                        && text.Contains("\"fence\"", StringComparison.Ordinal)
                )
            ),
            "was not fenced"
        );
        yield return Of(
            "a worker that ignores its guard",
            new WrongStore(
                false,
                true,
                store => new Blind(
                    store,
                    key =>
                        key.EndsWith("/sealed.json", StringComparison.Ordinal)
                        || key.EndsWith("/cancel", StringComparison.Ordinal)
                        || key.Contains("/claims/vm-1/", StringComparison.Ordinal)
                            && !key.EndsWith("000001.json", StringComparison.Ordinal)
                )
            ),
            "long after epoch"
        );
        yield return Of(
            "a sealer that does not see all records",
            new WrongStore(
                true,
                false,
                store => new Blind(store, key => key.Contains("/test-1/", StringComparison.Ordinal))
            ),
            "which does not name it"
        );
        yield return Of(
            "a worker that takes over from a living one",
            new WrongStore(
                false,
                true,
                store => new Blind(
                    store,
                    key => key.Contains("/progress/", StringComparison.Ordinal)
                )
            ),
            "which lives"
        );
        yield return Of(
            "a failed entry that is sealed as ok",
            new WrongStore(
                true,
                false,
                store => new Forger(
                    store,
                    (key, text) =>
                        key.EndsWith("/sealed.json", StringComparison.Ordinal)
                            ? text.Replace(
                                "\"status\": \"failed\"",
                                "\"status\": \"ok\"",
                                StringComparison.Ordinal
                            )
                            : text
                )
            ),
            "and should be Failed"
        );
        yield return Of(
            "an entry that is sealed twice",
            new WrongStore(
                true,
                false,
                store => new Forger(
                    store,
                    (key, text) =>
                        key.EndsWith("/sealed.json", StringComparison.Ordinal)
                            ? MatrixId().Replace(text, "\"matrix_id\": 1,")
                            : text
                )
            ),
            "does not hold every entry once"
        );
        yield return Of(
            "a run that can never be sealed",
            new WrongStore(true, false, store => new NeverThere(store, "/sealed.json")),
            "the run has no end"
        );
        yield return Of("work on a thread of the pool", new LeavesTheWorld(), "thread of the pool");
    }

    [TestCaseSource(nameof(Defects))]
    public void A_planted_defect_is_found(object defect, string sign)
    {
        var outcomes = SeedRange.Run(
            1,
            MostSeeds,
            (Defect)defect,
            until: outcome => IsFound(outcome, sign)
        );
        TestContext.Out.WriteLine(
            $"{outcomes.Count} seeds, {outcomes.Count(o => o.Problems.Count > 0)} with problems, first: {outcomes.FirstOrDefault(o => o.Problems.Count > 0)?.Problems[0].Split('\n')[0]}"
        );
        outcomes.ShouldContain(outcome => IsFound(outcome, sign));
    }

    private static bool IsFound(Outcome outcome, string sign) =>
        outcome.Problems.Any(problem => problem.Contains(sign, StringComparison.Ordinal));

    private static TestCaseData Of(string name, Defect defect, string sign) =>
        new TestCaseData(defect, sign).SetArgDisplayNames(name);

    [GeneratedRegex("\"matrix_id\": [0-9]+,", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MatrixId();
}
