using Bench.Hub.Driving;
using Bench.Hub.Pipeline.Backends;
using Bench.Model.Hub;

namespace Bench.Hub.Pipeline.Stages;

/// <summary>What all stages are given.</summary>
public sealed record StageContext
{
    /// <summary>The hub to drive.</summary>
    public required IHubSource Hub { get; init; }

    /// <summary>Which one that is.</summary>
    public HubOrigin Origin { get; init; } = HubOrigin.Own;

    public required TimeProvider Time { get; init; }
    public required string BenchVersion { get; init; }

    /// <summary>Threads of the hub's pools; null for its own choice.</summary>
    public int? ProvisionThreads { get; init; }
    public int? HydrationThreads { get; init; }

    /// <summary>Whether small files are put together; stages that people compare always do.</summary>
    public bool Pack { get; init; } = true;

    /// <summary>Files shorter than this go into packs; null for the hub's own choice.</summary>
    public long? PackThresholdBytes { get; init; }

    /// <summary>Variables that every hub gets besides those of this process.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } =
        new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Is told of the phases of a stage that is timed; null for nobody.</summary>
    public IStagePhases? Phases { get; init; }

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
                $"--hub-hydration-enable-pack={Word(Pack)}",
                $"--hub-enable-dehydration={Word(dehydrates)}",
                .. Number("--hub-hydration-pack-threshold", PackThresholdBytes),
                .. Number("--hub-instance-provision-threads", ProvisionThreads),
                .. Number("--hub-hydration-threads", HydrationThreads),
            ],
        };

    /// <summary>The hub and its options, for the record.</summary>
    public HubUse Use =>
        Origin.IsStarted
            ? new()
            {
                HubCommand = Origin.Command,
                Pack = Pack,
                PackThresholdBytes = PackThresholdBytes,
                ProvisionThreads = ProvisionThreads,
                HydrationThreads = HydrationThreads,
            }
            // What it was started with is not known.
            : new() { HubUrl = Origin.Url };

    /// <summary>All variables of a hub.</summary>
    /// <param name="marks">By which it is found when its stage is killed.</param>
    /// <param name="backend">Its backend, where the stage brought one up.</param>
    public IReadOnlyDictionary<string, string?> EnvironmentOf(
        IReadOnlyDictionary<string, string?> marks,
        IRunningBackend? backend = null
    ) =>
        Environment
            .Concat(backend?.HubEnvironment ?? new Dictionary<string, string?>())
            .Concat(marks)
            .GroupBy(pair => pair.Key, StringComparer.Ordinal)
            .ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Value, StringComparer.Ordinal);

    private static string Word(bool on) => on ? "true" : "false";

    private static IEnumerable<string> Number(string flag, long? number) =>
        number is { } value ? [FormattableString.Invariant($"{flag}={value}")] : [];
}
