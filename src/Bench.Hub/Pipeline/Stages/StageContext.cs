using Bench.Hub.Driving;

namespace Bench.Hub.Pipeline.Stages;

/// <summary>What all stages are given.</summary>
public sealed record StageContext
{
    /// <summary>The hub to drive.</summary>
    public required IHubSource Hub { get; init; }

    public required TimeProvider Time { get; init; }
    public required string BenchVersion { get; init; }

    /// <summary>Threads of the hub's pools; null for its own choice.</summary>
    public int? ProvisionThreads { get; init; }
    public int? HydrationThreads { get; init; }

    /// <summary>Tells people how far it is.</summary>
    public required Action<string> Say { get; init; }

    /// <summary>The flags of a hub that works on a backend.</summary>
    public HubStart Settings(string dataFolder, string targetSpec, bool dehydrates) =>
        new()
        {
            DataFolder = Path.GetFullPath(dataFolder),
            Flags =
            [
                $"--hub-hydration-target-spec={targetSpec}",
                // Stages compare what is stored, so it is always stored the same way.
                "--hub-hydration-enable-pack=true",
                $"--hub-enable-dehydration={(dehydrates ? "true" : "false")}",
                .. Threads("--hub-instance-provision-threads", ProvisionThreads),
                .. Threads("--hub-hydration-threads", HydrationThreads),
            ],
        };

    private static IEnumerable<string> Threads(string flag, int? count) =>
        count is { } threads ? [$"{flag}={threads}"] : [];
}
