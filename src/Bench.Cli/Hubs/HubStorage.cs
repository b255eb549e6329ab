using Bench.Hub.Configuration;
using Bench.Hub.Hydration;
using Bench.Storage;

namespace Bench.Cli.Hubs;

/// <summary>Opens the backend of a hub.</summary>
internal static class HubStorage
{
    public static ModuleStorage Open(HubSettings settings, TimeProvider time)
    {
        var hydration = settings.Hydration;
        if (hydration.TargetConfig is not null)
        {
            throw new UsageException("--hub-hydration-target-config is not available yet");
        }
        return new ModuleStorage(
            Stores.Open(hydration.TargetSpec ?? settings.DefaultTarget),
            new HydrationOptions
            {
                Threads = hydration.Threads,
                Pack = hydration.Pack,
                PackThreshold = (int)hydration.PackThresholdBytes,
                PackBytes = (int)hydration.PackBytes,
                Chunk = hydration.Chunk,
                BytesPerSecond = hydration.BytesPerSecond > 0 ? hydration.BytesPerSecond : null,
            },
            time
        );
    }
}
