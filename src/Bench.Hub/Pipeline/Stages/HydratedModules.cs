using Bench.Hub.Driving;
using Bench.Hub.Pipeline.Driving;
using Bench.Hub.Pipeline.Files;
using Bench.Model.Hub;

namespace Bench.Hub.Pipeline.Stages;

/// <summary>
/// Fails modules that a hub calls provisioned although nothing of the baseline came: a hub that looks elsewhere takes each
/// for one that was never stored, and is quick.
/// </summary>
internal sealed class HydratedModules(PerfRequest request, HubPreserved preserved, HubOrigin origin)
{
    private readonly ModuleFolders _folders = new(request.HubDataFolder, origin);

    /// <summary>The same timings, those of modules without content with the reason.</summary>
    public IReadOnlyList<ModuleTiming> Judge(IReadOnlyList<ModuleTiming> provisioned)
    {
        var bare = provisioned
            .Where(timing => timing.Error is null && !HasContent(timing))
            .Select(timing => timing.Module)
            .ToHashSet(StringComparer.Ordinal);
        if (preserved.EmptyModules is { } empty)
        {
            bare.ExceptWith(empty.Where(IsThere));
        }
        // An older baseline does not tell which modules may be empty: not all of them, when it has content.
        else if (provisioned.Any(timing => timing.Error is null && !bare.Contains(timing.Module)))
        {
            bare.RemoveWhere(IsThere);
        }
        return
        [
            .. provisioned.Select(timing =>
                bare.Contains(timing.Module)
                    ? timing with
                    {
                        Error = _folders.WhyMissing(timing.Module) ?? WhyBare,
                    }
                    : timing
            ),
        ];
    }

    private string WhyBare =>
        $"{origin} provisioned it without a file, and the baseline has content of it; the hub must hydrate from {request.RunPlace}, bucket {request.Bucket}";

    private bool IsThere(string module) => _folders.WhyMissing(module) is null;

    private bool HasContent(ModuleTiming timing) =>
        _folders.HasFile(timing.Module)
        && timing.Seen?.Hydration.GetValueOrDefault("files", 1) is not 0.0;
}
