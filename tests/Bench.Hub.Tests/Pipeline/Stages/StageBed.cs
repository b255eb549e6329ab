using Bench.Hub.Driving;
using Bench.Hub.Pipeline.Backends;
using Bench.Hub.Pipeline.Stages;
using Bench.Hub.Tests.Pipeline.Baselines;
using Bench.Hub.Tests.Support;
using Bench.Model.Hub;

namespace Bench.Hub.Tests.Pipeline.Stages;

/// <summary>Stages on folders or on a bucket, up to where they would start a hub, which none of these tests gets to.</summary>
internal sealed class StageBed : IDisposable
{
    private const string Bucket = "b";

    private readonly bool _onBucket;

    public StageBed(bool onBucket)
    {
        _onBucket = onBucket;
        Spaces = new SpaceBed(onBucket);
        ModuleTree.Write(Spaces.PathOf("made"), $"{Guid.NewGuid()}/file", [1]);
    }

    public SpaceBed Spaces { get; }

    /// <summary>The hub's data, marked as a stage's own, with a file that is kept unless it is wiped.</summary>
    public string HubData(string name = "hub data")
    {
        var folder = Spaces.PathOf(name);
        ModuleTree.Write(folder, ".bench-stage", []);
        ModuleTree.Write(folder, "kept", [1]);
        return folder;
    }

    /// <summary>The record of a backend that is where this bed's are.</summary>
    public string SeededRecord =>
        OwnPlacesTests.Seeded.Replace(
            "\"backend\": \"file\"",
            $"\"backend\": \"{(_onBucket ? "s3" : "file")}\"",
            StringComparison.Ordinal
        );

    /// <summary>What a seed that has come to its end leaves.</summary>
    public void Seeded(string name)
    {
        Spaces.Write(name, ".bench-stage", "");
        Spaces.Write(name, $"{Bucket}/content", "of modules");
        Spaces.Write(name, "seeded.json", SeededRecord);
    }

    public async Task PreserveAsync(string from, string to, bool copy = true) =>
        await new PreserveStage(TimeProvider.System, "1", static _ => { }).RunAsync(
            new PreserveRequest
            {
                Space = Spaces.Space,
                Source = Spaces.PlaceOf(from),
                Destination = Spaces.PlaceOf(to),
                Copy = copy,
            },
            default
        );

    public Task SeedAsync(string place, bool wipe, string hubData) =>
        new SeedStage(Context).RunAsync(
            new SeedRequest
            {
                SnapshotFolder = Spaces.PathOf("made"),
                HubDataFolder = hubData,
                Bucket = Bucket,
                Backend = Backend(place),
                Space = Spaces.Space,
                Place = Spaces.PlaceOf(place),
                Wipe = wipe,
                ModuleCount = 0,
            },
            default
        );

    /// <summary>Stage C up to its hub's start.</summary>
    public async Task<HubPreserved> BeginPerfAsync(
        string seeded,
        string run,
        string hubData,
        string? archive = null
    )
    {
        using var begun = await new PerfStage(Context).BeginAsync(
            new PerfRequest
            {
                Space = Spaces.Space,
                Seeded = Spaces.PlaceOf(seeded),
                RunPlace = Spaces.PlaceOf(run),
                Backend = Backend(run),
                HubDataFolder = hubData,
                Bucket = Bucket,
                WipeHub = true,
                Dehydration = false,
                Archive = archive ?? Spaces.PathOf("archive"),
                Trace = false,
            },
            default
        );
        return begun.Preserved;
    }

    public void Dispose() => Spaces.Dispose();

    public static StageContext Context =>
        new()
        {
            Hub = new NoHub(),
            Time = TimeProvider.System,
            BenchVersion = "1",
            Say = static _ => { },
        };

    private IBackend Backend(string place) =>
        _onBucket
            ? PlainBackend.Bucket($"s3://bucket/{Spaces.PlaceOf(place)}/{Bucket}")
            : PlainBackend.Folder(Spaces.PlaceOf(place), Bucket);

    private sealed class NoHub : IHubSource
    {
        public Task<IHubHandle> OpenAsync(
            HubStart settings,
            string logPath,
            CancellationToken cancel
        ) => throw new HubDriveException("a hub was to be started");
    }
}
