using Bench.Hub.Driving;
using Bench.Hub.Pipeline.Archives;
using Bench.Hub.Pipeline.Stages;
using Bench.Model.Hub;
using Bench.Model.Runs;
using Bench.Workloads.Fio;
using Bench.Workloads.Phases;

namespace Bench.Workloads.Hydration;

/// <summary>One iteration: a copy of the baseline, then a hub on it that provisions every module and gives it back.</summary>
internal sealed class HydrationIteration(
    IterationRequest request,
    IReadOnlyList<string> program,
    string version
) : IWorkloadIteration
{
    private const string HubLog = "hub.log";

    private readonly HydrationSettings _settings = HydrationSettings.Of(request.Entry.Params);
    private readonly string _archive = Path.Combine(request.Workspace, "archive");
    private HydrationPlaces? _places;
    private BegunPerf? _begun;
    private HubPerfSummary? _summary;

    /// <summary>Of a backend in a bucket there is nothing here that could be cached.</summary>
    public IReadOnlyList<string> DataPaths =>
        _begun is not null && _places is { IsLocal: true } places ? [places.Copy] : [];

    public IReadOnlyList<OutputFile> Outputs =>
        [
            new("hub", Path.Combine(_archive, PerfArchive.SummaryName)),
            new("log", Path.Combine(_archive, HubLog)),
        ];

    public async Task PrepareAsync(PhaseRecorder phases, CancellationToken cancel) =>
        _begun = await HydrationFailures.GuardAsync(
            request,
            PhaseNames.Prepare,
            limited => BeginAsync(phases, limited),
            cancel
        );

    public async Task MeasureAsync(PhaseRecorder phases, CancellationToken cancel)
    {
        request.WorkStarted();
        _summary = await HydrationFailures.GuardAsync(
            request,
            PhaseNames.Measure,
            limited => new PerfStage(Context(phases)).MeasureAsync(_begun!, limited),
            cancel
        );
    }

    public async Task CollectAsync(CancellationToken cancel)
    {
        if (HydrationFailures.Of(_summary!) is { } failed)
        {
            throw failed;
        }
        if (_places is { } places)
        {
            await places.DeleteOwnOfVmAsync(cancel);
        }
    }

    public void CleanUp()
    {
        _begun?.Dispose();
        if (_places is { IsLocal: true } places)
        {
            DataFolders.Delete(places.Own, request.MountPath);
        }
    }

    private async Task<BegunPerf> BeginAsync(PhaseRecorder phases, CancellationToken cancel)
    {
        var places = _places = HydrationPlaces.Of(_settings, request);
        if (places.IsLocal)
        {
            DataFolders.Create(places.Own);
        }
        else
        {
            await places.DeleteOwnOfVmAsync(cancel);
        }
        var context = Context(phases);
        var baseline = await new BaselineMaker(
            request,
            _settings,
            places,
            // The stages before stage C are one phase each.
            context with
            {
                Phases = null,
            }
        ).GetAsync(phases, cancel);
        return await new PerfStage(context).BeginAsync(
            new PerfRequest
            {
                Space = places.Space,
                Seeded = places.Baseline,
                RunPlace = places.Copy,
                Backend = places.BackendOn(places.Copy, baseline.Bucket),
                HubDataFolder = Path.Combine(request.Workspace, "hub"),
                Bucket = baseline.Bucket,
                WipeHub = true,
                Dehydration = _settings.Dehydrate,
                ColdBackend = request.Entry.CacheIn(request.Options) == CacheMode.Drop,
                Archive = _archive,
                Trace = false,
            },
            cancel
        );
    }

    private StageContext Context(PhaseRecorder phases) =>
        new()
        {
            Hub = new StartedHub(HubCommand.Own(program), request.Processes, request.Time),
            Time = request.Time,
            BenchVersion = version,
            ProvisionThreads = _settings.ProvisionThreads,
            HydrationThreads = _settings.HydrationThreads,
            Pack = _settings.Pack,
            PackThresholdBytes = _settings.PackThresholdBytes,
            Environment = request.Environment,
            Phases = new RecordedPhases(phases),
            Say = static _ => { },
        };

    private sealed class RecordedPhases(PhaseRecorder phases) : IStagePhases
    {
        public IDisposable Begin(string name) => phases.Begin(name);

        public void Part(string name, double beginSeconds, double seconds) =>
            phases.Add(name, beginSeconds, seconds);
    }
}
