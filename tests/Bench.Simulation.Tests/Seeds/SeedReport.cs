using System.Globalization;
using System.Text;
using Bench.Simulation.Tests.Checking;
using Bench.Simulation.Tests.Worlds;

namespace Bench.Simulation.Tests.Seeds;

/// <summary>Says what failed, so that it can be looked at and run again.</summary>
internal static class SeedReport
{
    private const int ShownFailures = 20;
    private const int ShownLines = 60;

    /// <summary>What failed in words, with the end of the first one's trace; its whole trace goes to a file.</summary>
    public static string OfFailures(IReadOnlyList<Outcome> failed, Defect? defect = null)
    {
        if (failed.Count == 0)
        {
            return "";
        }
        var text = new StringBuilder();
        foreach (var outcome in failed.Take(ShownFailures))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"seed {outcome.Seed}: {string.Join("; ", outcome.Problems)}\n"
            );
        }
        return text.Append(
                CultureInfo.InvariantCulture,
                $"{failed.Count} seeds fail; BENCH_SIM_SEED={failed[0].Seed} runs the first one again\n"
            )
            .Append(Again(failed[0].Seed, defect))
            .ToString();
    }

    /// <summary>Runs one seed with its whole trace in a file; what does not hold, and the end of the trace.</summary>
    public static string Again(ulong seed, Defect? defect = null)
    {
        var outcome = SeedRange.Replay(seed, defect);
        var path = Path.Combine(
            TestContext.CurrentContext.WorkDirectory,
            $"simulation-{seed}.trace"
        );
        File.WriteAllText(path, outcome.Trace);
        TestContext.Out.WriteLine($"the trace of seed {seed}: {path}");
        return outcome.Problems.Count == 0
            ? ""
            : string.Join(
                '\n',
                [
                    .. outcome.Problems,
                    $"the end of {path}:",
                    .. outcome.Trace.Split('\n').TakeLast(ShownLines),
                ]
            );
    }

    /// <summary>Equal where the same things happened in all worlds: of two builds, or on two machines.</summary>
    private static string DigestOf(IReadOnlyList<Outcome> outcomes) =>
        Digests.Sha256(
            Encoding.UTF8.GetBytes(string.Concat(outcomes.Select(outcome => outcome.Digest)))
        )[..16];

    /// <summary>What the worlds had in them.</summary>
    public static string OfWorlds(IReadOnlyList<Outcome> outcomes)
    {
        var facts = outcomes.Select(outcome => outcome.Facts).ToList();
        var reasons = facts
            .GroupBy(fact => fact.Reason?.ToString() ?? "none")
            .OrderByDescending(group => group.Count())
            .Select(group => $"{group.Key} {group.Count()}");
        return FormattableString.Invariant(
            $"{facts.Count} worlds, {facts.Sum(f => f.Steps)} steps, {facts.Sum(f => f.Processes)} processes ({facts.Sum(f => f.Killed)} killed), {facts.Sum(f => f.Epochs)} epochs, {facts.Sum(f => f.Leads)} leads, {facts.Sum(f => f.Fences)} fences decided, {facts.Sum(f => f.Grants)} grants, {facts.Sum(f => f.Commits)} commits, {facts.Sum(f => f.Superseded)} superseded, {facts.Sum(f => f.Late)} late; sealed: {string.Join(", ", reasons)}; digest {DigestOf(outcomes)}"
        );
    }
}
