using Bench.Hub.Driving;
using Bench.Hub.Pipeline.Driving;
using Bench.Hub.Pipeline.Stages;
using Bench.Model.Hub;

namespace Bench.Hub.Pipeline.Archives;

/// <summary>Joins what was seen of each module on its way up and down.</summary>
internal sealed class SummaryBuilder(PerfSeen seen)
{
    public static HubTotals NoTotals { get; } =
        new()
        {
            Modules = 0,
            Ok = 0,
            Failed = 0,
        };

    public HubPerfSummary Build(HubPerfSummary outline)
    {
        var downByModule = seen.Down.ToDictionary(timing => timing.Module, StringComparer.Ordinal);
        var modules = seen
            .Up.Select(timing => Module(timing, downByModule.GetValueOrDefault(timing.Module)))
            .OrderBy(module => module.Module, StringComparer.Ordinal)
            .ToList();
        var failed = modules.Count(module => module.Error is not null);
        return outline with
        {
            Modules = modules,
            Totals = new HubTotals
            {
                Modules = modules.Count,
                Ok = modules.Count - failed,
                Failed = failed,
                Files = Sum(modules, module => module.Files),
                Bytes = Sum(modules, module => module.Bytes),
                MovedBytes = Sum(modules, module => module.MovedBytes),
                DeduplicatedBytes = Sum(modules, module => module.DeduplicatedBytes),
                Requests = Sum(modules, module => module.Requests),
                Dehydrated = Dehydrated(seen.Dehydrated),
            },
        };
    }

    private static HubDehydration? Dehydrated(DehydrationFigures? told) =>
        told is null
            ? null
            : new()
            {
                Modules = told.Count,
                Files = told.Files,
                Bytes = told.Bytes,
                MovedBytes = told.MovedBytes,
                DeduplicatedBytes = told.DeduplicatedBytes,
                Requests = told.Requests,
            };

    private static HubModuleSummary Module(ModuleTiming up, ModuleTiming? down) =>
        new()
        {
            Module = up.Module,
            ProvisionBeginSeconds = up.AskedSeconds,
            ProvisionSeconds = up.Error is null ? up.Seconds : null,
            HydrateSeconds = Told(up.Seen?.Times, "hydrate"),
            DeprovisionBeginSeconds = down?.AskedSeconds,
            DeprovisionSeconds = down is { Error: null } ? down.Seconds : null,
            Error = up.Error ?? down?.Error,
            Files = Whole(up.Seen, "files"),
            Bytes = Whole(up.Seen, "bytes"),
            MovedBytes = Whole(up.Seen, "movedBytes"),
            DeduplicatedBytes = Whole(up.Seen, "deduplicatedBytes"),
            Requests = Whole(up.Seen, "requests"),
        };

    private static double? Told(IReadOnlyDictionary<string, double>? figures, string name) =>
        figures is not null && figures.TryGetValue(name, out var value) ? value : null;

    private static long? Whole(HubModule? seen, string name) =>
        Told(seen?.Hydration, name) is { } value ? (long)value : null;

    /// <summary>Null where no module has one.</summary>
    private static long? Sum(
        IReadOnlyList<HubModuleSummary> modules,
        Func<HubModuleSummary, long?> figure
    ) => modules.Any(module => figure(module) is not null) ? modules.Sum(figure) : null;
}
