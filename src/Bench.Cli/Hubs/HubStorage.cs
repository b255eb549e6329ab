using Bench.Hub.Configuration;
using Bench.Hub.Hydration;
using Bench.Hub.Targets;

namespace Bench.Cli.Hubs;

/// <summary>Opens the backend of a hub.</summary>
internal static class HubStorage
{
    public static ModuleStorage Open(HubSettings settings, TimeProvider time)
    {
        var hydration = settings.Hydration;
        var store = HydrationTarget.Open(
            hydration.TargetSpec,
            hydration.TargetConfig,
            settings.Options.DataFolder
        );
        try
        {
            return new ModuleStorage(store, OptionsOf(hydration), time);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }

    public static HydrationOptions OptionsOf(HydrationSettings hydration) =>
        new()
        {
            Threads = hydration.Threads,
            Pack = hydration.Pack,
            PackThreshold = (int)hydration.PackThresholdBytes,
            PackBytes = (int)hydration.PackBytes,
            Chunk = hydration.Chunk,
            BytesPerSecond = hydration.BytesPerSecond > 0 ? hydration.BytesPerSecond : null,
            First = hydration.First,
        };
}
