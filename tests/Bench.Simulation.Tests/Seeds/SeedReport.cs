using System.Globalization;
using System.Text;
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
        var replay = SeedRange.Replay(failed[0].Seed, defect);
        var path = Path.Combine(
            TestContext.CurrentContext.WorkDirectory,
            $"simulation-{failed[0].Seed}.trace"
        );
        File.WriteAllText(path, replay.Trace);
        var lines = replay.Trace.Split('\n');
        return text.Append(
                CultureInfo.InvariantCulture,
                $"{failed.Count} seeds fail; again: BENCH_SIM_SEED={failed[0].Seed} scripts/test Bench.Simulation.Tests --filter Replay\n"
            )
            .Append(CultureInfo.InvariantCulture, $"the end of {path}:\n")
            .AppendJoin('\n', lines.TakeLast(ShownLines))
            .ToString();
    }

    /// <summary>What the worlds had in them.</summary>
    public static string OfWorlds(IReadOnlyList<Outcome> outcomes)
    {
        var facts = outcomes.Select(outcome => outcome.Facts).ToList();
        var reasons = facts
            .GroupBy(fact => fact.Reason?.ToString() ?? "none")
            .OrderByDescending(group => group.Count())
            .Select(group => $"{group.Key} {group.Count()}");
        return FormattableString.Invariant(
            $"{facts.Count} worlds, {facts.Sum(f => f.Steps)} steps, {facts.Sum(f => f.Processes)} processes ({facts.Sum(f => f.Killed)} killed), {facts.Sum(f => f.Epochs)} epochs, {facts.Sum(f => f.Leads)} leads, {facts.Sum(f => f.Fences)} fences decided, {facts.Sum(f => f.Grants)} grants, {facts.Sum(f => f.Commits)} commits, {facts.Sum(f => f.Superseded)} superseded, {facts.Sum(f => f.Late)} late; sealed: {string.Join(", ", reasons)}"
        );
    }
}
