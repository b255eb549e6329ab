using System.Globalization;
using Bench.Model.Runs;
using Bench.Planning.Problems;

namespace Bench.Planning.Validators;

/// <summary>The matrix can be counted, and written into <c>config.json</c>, which lists every entry.</summary>
public sealed class MatrixSizeRule : IPlanRule
{
    public const long MostEntries = 10_000_000;

    public string Name => "matrix-size";

    public IEnumerable<Problem> Check(PlanDraft draft)
    {
        var entries = (long)draft.TestCases.Count * draft.Configs.Count;
        if (entries <= MostEntries && entries * Replicas(draft) > MostEntries)
        {
            yield return PlanDraft.OfOption(
                "--distribution",
                "replicate",
                Invariant(
                    $"makes {draft.Vms.Count:N0} times {entries:N0} entries, more than the {MostEntries:N0} that one run can have"
                ),
                "split the CSV over several runs, or use fewer VMs"
            );
        }
        if (entries > MostEntries)
        {
            yield return new Problem(
                draft.TestCsv.Name,
                null,
                null,
                null,
                Invariant(
                    $"has {draft.TestCases.Count:N0} test cases; with {draft.Configs.Count:N0} configs these are {entries:N0} entries, more than the {MostEntries:N0} that one run can have"
                ),
                "split the CSV over several runs"
            );
        }
        else if (entries * Math.Max(1, draft.Options.Iterations) > int.MaxValue)
        {
            yield return PlanDraft.OfOption(
                "--iterations",
                Invariant($"{draft.Options.Iterations}"),
                Invariant($"makes more than {int.MaxValue:N0} iterations of {entries:N0} entries"),
                "lower it, or split the CSV over several runs"
            );
        }
    }

    private static int Replicas(PlanDraft draft) =>
        draft.Options.Distribution == DistributionMode.Replicate ? draft.Vms.Count : 1;

    private static string Invariant(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}
