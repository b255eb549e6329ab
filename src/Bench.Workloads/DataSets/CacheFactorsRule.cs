using System.Globalization;
using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;
using Bench.Planning.Validators;

namespace Bench.Workloads.DataSets;

/// <summary>Cache modes that contradict each other or the way of sharing a host, by run or by config.</summary>
internal sealed class CacheFactorsRule : IPlanRule
{
    public string Name => "cache-factors";

    /// <summary>What comes from the run's options is the same for many configs, and told once.</summary>
    public IEnumerable<Problem> Check(PlanDraft draft) =>
        OfConfigs(draft).Distinct().Concat(OfOptions(draft));

    private static IEnumerable<Problem> OfConfigs(PlanDraft draft)
    {
        for (var i = 0; i < draft.Configs.Count; i++)
        {
            var config = draft.Configs[i];
            var cache = config.Cache ?? draft.Options.Cache;
            var metadata = config.Metadata ?? draft.Options.Metadata;
            if (metadata == MetadataMode.Cold && cache != CacheMode.Drop)
            {
                yield return Of(
                    draft,
                    i,
                    "--metadata",
                    ConfigsCsv.Metadata,
                    EnumWords.NameOf(metadata),
                    $"cannot be reached with cache mode '{EnumWords.NameOf(cache)}': only a drop empties the kernel's caches",
                    "use cache mode drop, or metadata warm or none"
                );
            }
            if (cache == CacheMode.Drop && MayDropUnderOthers(draft.Options))
            {
                yield return Of(
                    draft,
                    i,
                    "--host-sharing",
                    ConfigsCsv.Cache,
                    EnumWords.NameOf(cache),
                    "would let one worker drop the cache under another one's measurement",
                    "use --host-sharing turns, or cache mode none or warm"
                );
            }
        }
    }

    /// <summary>
    /// Replicated iterations drop before the start barrier, so that all drops are done before anyone measures.
    /// </summary>
    private static bool MayDropUnderOthers(RunOptions options) =>
        options.HostSharing == HostSharing.Concurrent
        && options.Distribution != DistributionMode.Replicate;

    private static IEnumerable<Problem> OfOptions(PlanDraft draft)
    {
        if (draft.Options.DataPrefix is { } prefix && DataPrefixes.FlawOf(prefix) is { } flaw)
        {
            yield return PlanDraft.OfOption(
                "--data-prefix",
                prefix,
                flaw,
                "write for example team/read-sets"
            );
        }
        if (draft.Options.WarmUpBlocks is < 0 or > 100)
        {
            yield return PlanDraft.OfOption(
                "--warm-up-blocks",
                draft.Options.WarmUpBlocks.ToString(CultureInfo.InvariantCulture),
                "is not a number from 0 to 100",
                "write for example 1"
            );
        }
    }

    private static Problem Of(
        PlanDraft draft,
        int index,
        string option,
        string column,
        string value,
        string reason,
        string remedy
    )
    {
        var config = draft.Configs[index];
        var fromRow =
            column == ConfigsCsv.Cache ? config.Cache is not null : config.Metadata is not null;
        return fromRow && draft.ConfigsCsv is { } csv
            ? new Problem(csv.Name, draft.ConfigLines[index], column, value, reason, remedy)
            : PlanDraft.OfOption(
                option,
                option == "--host-sharing" ? "concurrent" : value,
                reason,
                remedy
            );
    }
}
