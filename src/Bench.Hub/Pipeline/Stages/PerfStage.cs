using Bench.Host.Mounts;
using Bench.Host.PageCache;
using Bench.Hub.Driving;
using Bench.Hub.Pipeline.Archives;
using Bench.Hub.Pipeline.Baselines;
using Bench.Hub.Pipeline.Files;
using Bench.Model.Hub;
using Bench.Model.Json;

namespace Bench.Hub.Pipeline.Stages;

/// <summary>
/// Stage C, one iteration: a copy of the baseline, a hub on it, every module provisioned and given back, each step timed.
/// The baseline stays as it is; the copy is made anew each time.
/// </summary>
public sealed class PerfStage(StageContext context)
{
    /// <exception cref="PipelineInputException">It cannot begin, or the baseline is not what was preserved.</exception>
    /// <exception cref="HubDriveException">The hub is gone.</exception>
    public async Task<HubPerfSummary> RunAsync(PerfRequest request, CancellationToken cancel)
    {
        using var begun = await BeginAsync(request, cancel);
        if (request.ColdBackend)
        {
            using (begun.Phases.Begin("cache"))
            {
                await DropCacheAsync(cancel);
            }
        }
        return await MeasureAsync(begun, cancel);
    }

    /// <summary>All up to the hub's start: the baseline is copied and checked, the hub's folder is empty.</summary>
    /// <exception cref="PipelineInputException">It cannot begin, or the baseline is not what was preserved.</exception>
    public async Task<BegunPerf> BeginAsync(PerfRequest request, CancellationToken cancel)
    {
        var preserved = await PreservedAsync(request, cancel);
        var begun = new BegunPerf(
            request,
            preserved,
            await FolderLocks.TakeAsync(
                [StageLock.OfFolder(request.HubDataFolder), request.Space.LockOf(request.RunPlace)],
                context.Time,
                context.Say
            ),
            new PhaseClock(context.Time, context.Phases),
            context.Time.GetUtcNow(),
            Warnings(request)
        );
        try
        {
            foreach (var warning in begun.Warnings)
            {
                context.Say(warning);
            }
            await OwnPlaces.CheckAsync(request.Space, request.RunPlace, cancel);
            if (WipesHub(request))
            {
                await OwnPlaces.CheckFolderAsync(request.HubDataFolder, cancel);
            }
            Directory.CreateDirectory(request.Archive);
            await CopyAsync(begun, cancel);
            if (WipesHub(request))
            {
                Trees.Wipe(request.HubDataFolder);
            }
            return begun;
        }
        catch
        {
            begun.Dispose();
            throw;
        }
    }

    /// <summary>The hub's part, and the archive of it.</summary>
    /// <exception cref="HubDriveException">The hub is gone.</exception>
    public async Task<HubPerfSummary> MeasureAsync(BegunPerf begun, CancellationToken cancel)
    {
        var request = begun.Request;
        var seen = await new PerfHub(context, begun).RunAsync(cancel);
        var summary = new SummaryBuilder(seen).Build(
            new HubPerfSummary
            {
                Schema = Schemas.HubPerf,
                BenchVersion = context.BenchVersion,
                BeganAt = begun.At,
                HostName = Environment.MachineName,
                ProcessorCount = Environment.ProcessorCount,
                Options = Options(request),
                Baseline = begun.Preserved.Baseline!,
                Phases = begun.Phases.Phases,
                Modules = [],
                Totals = SummaryBuilder.NoTotals,
                Warnings = begun.Warnings.Count > 0 ? begun.Warnings : null,
            }
        );
        await PerfArchive.WriteAsync(request.Archive, summary, request.Trace, cancel);
        return summary;
    }

    private bool WipesHub(PerfRequest request) =>
        Wipes(request) || (context.Origin.IsStarted && !Directory.Exists(request.HubDataFolder));

    private async Task<HubPreserved> PreservedAsync(PerfRequest request, CancellationToken cancel)
    {
        CheckPaths(request);
        var preserved =
            await PreservedBaseline.ReadAsync(request.Space, request.Seeded, cancel)
            ?? throw new PipelineInputException(
                $"--seeded {request.Seeded}: no preserved baseline is there ({BaselineFiles.Preserved} is missing); make one with 'bench hub seed' and 'bench hub preserve'"
            );
        RunningHubRules.Check(context.Origin, request.HubDataFolder, request.Backend);
        // A hub on another bucket finds nothing there, and calls each module provisioned.
        Same("--bucket", request.Bucket, preserved.Bucket);
        Same("--backend", request.Backend.Kind, preserved.Backend);
        request.Backend.Check();
        return preserved;
    }

    /// <summary>The baseline and the archive are kept, the copy and the hub's data are wiped.</summary>
    private static void CheckPaths(PerfRequest request)
    {
        const string runDir = "--run-dir";
        const string seeded = "--seeded";
        const string hubData = "--hub-data-dir";
        const string archive = "--archive-dir";
        RequiredPaths.PlacesApart(runDir, request.RunPlace, seeded, request.Seeded);
        RequiredPaths.FolderApart(hubData, request.HubDataFolder, runDir, request.RunPlace);
        RequiredPaths.FolderApart(hubData, request.HubDataFolder, seeded, request.Seeded);
        RequiredPaths.Apart(hubData, request.HubDataFolder, archive, request.Archive);
        RequiredPaths.FolderApart(archive, request.Archive, runDir, request.RunPlace);
        RequiredPaths.FolderApart(archive, request.Archive, seeded, request.Seeded);
    }

    private static void Same(string option, string given, string recorded)
    {
        if (given != recorded)
        {
            throw new PipelineInputException(
                $"{option} {given}: the baseline was seeded with {option} {recorded}; leave the option out, or seed and preserve with {given}"
            );
        }
    }

    private static async Task CopyAsync(BegunPerf begun, CancellationToken cancel)
    {
        using var phase = begun.Phases.Begin("copy_baseline");
        var (request, preserved) = (begun.Request, begun.Preserved);
        var copied = await request.Space.CopyAsync(request.Seeded, request.RunPlace, cancel);
        if (copied.Digest != preserved.Baseline!.Digest)
        {
            throw new PipelineInputException(
                $"--seeded {request.Seeded} is not what was preserved: {copied.Files} objects, {copied.Bytes} bytes, digest {copied.Digest}, where {preserved.Baseline.Objects} objects, {preserved.Baseline.Bytes} bytes, digest {preserved.Baseline.Digest} were preserved; something changed it, so seed and preserve again"
            );
        }
        await request.Space.RemoveAsync(request.RunPlace, BaselineFiles.Unfinished, cancel);
    }

    private async Task DropCacheAsync(CancellationToken cancel)
    {
        var drop = await new PageCacheControl(time: context.Time).DropAsync(cancel);
        if (!drop.Dropped)
        {
            throw new PipelineInputException(
                $"--cold-backend: the page cache cannot be dropped: {drop.Reason}; run as root, or leave the option out"
            );
        }
    }

    /// <summary>What a hub that runs already works on is never wiped.</summary>
    private bool Wipes(PerfRequest request) => request.WipeHub && context.Origin.IsStarted;

    private static List<string> Warnings(PerfRequest request) =>
        request.Backend.DataFolder is { } data && Volumes.AreOne(data, request.HubDataFolder)
            ?
            [
                $"--hub-data-dir {request.HubDataFolder} and the backend's data {data} are on one volume: their I/O is not apart, so the figures are of both",
            ]
            : [];

    private HubPerfOptions Options(PerfRequest request) =>
        new()
        {
            Bucket = request.Bucket,
            Backend = request.Backend.Kind,
            Dehydration = request.Dehydration,
            WipedHub = Wipes(request),
            ColdBackend = request.ColdBackend,
            Pack = context.Pack,
            PackThresholdBytes = context.PackThresholdBytes,
            ProvisionThreads = context.ProvisionThreads,
            HydrationThreads = context.HydrationThreads,
            HubCommand = context.Origin.Command,
            HubUrl = context.Origin.Url,
        };
}
