using Bench.Host.Mounts;
using Bench.Host.PageCache;
using Bench.Hub.Driving;
using Bench.Hub.Pipeline.Archives;
using Bench.Hub.Pipeline.Baselines;
using Bench.Hub.Pipeline.Driving;
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
        var (up, down) = await HubAsync(begun, cancel);
        var summary = new SummaryBuilder(up, down).Build(
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
        Wipes(request) || !Directory.Exists(request.HubDataFolder);

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

    private async Task<(IReadOnlyList<ModuleTiming> Up, IReadOnlyList<ModuleTiming> Down)> HubAsync(
        BegunPerf begun,
        CancellationToken cancel
    )
    {
        var logs = Path.Combine(begun.Request.Archive, "logs");
        Directory.CreateDirectory(logs);
        try
        {
            return await DriveAsync(begun, logs, cancel);
        }
        finally
        {
            // A run that failed is the one whose logs are read, and the next one wipes them.
            KeepLogs(begun.Request, logs);
        }
    }

    private void KeepLogs(PerfRequest request, string logs)
    {
        if (!context.Origin.IsStarted)
        {
            return;
        }
        try
        {
            HubLogs.Keep(request.HubDataFolder, logs);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Say($"the hub's logs cannot all be kept: {e.Message}");
        }
    }

    private async Task<(
        IReadOnlyList<ModuleTiming> Up,
        IReadOnlyList<ModuleTiming> Down
    )> DriveAsync(BegunPerf begun, string logs, CancellationToken cancel)
    {
        var (request, phases) = (begun.Request, begun.Phases);
        using var starting = phases.Begin("start");
        await using var backend = await request.Backend.StartAsync(logs, cancel);
        var settings = context.Settings(
            request.HubDataFolder,
            backend.TargetSpec,
            request.Dehydration
        );
        await using var hub = await context.Hub.OpenAsync(
            settings with
            {
                Environment = context.EnvironmentOf(begun.Marks, backend),
            },
            Path.Combine(request.Archive, "hub.log"),
            cancel
        );
        starting.Dispose();
        var driver = new ModuleDriver(hub, context.Time);
        var up = await PassAsync(
            driver,
            begun.Preserved.Modules,
            ModuleOperation.Provision,
            phases,
            cancel
        );
        var provisioned = up.Where(timing => timing.Error is null)
            .Select(timing => timing.Module)
            .ToList();
        // Between the phases: before they are given back, and so that looking is in no figure.
        up = Judged(begun, up);
        var down = await PassAsync(
            driver,
            provisioned,
            ModuleOperation.Deprovision,
            phases,
            cancel
        );
        using (phases.Begin("stop"))
        {
            await hub.StopAsync();
        }
        return (up, down);
    }

    private IReadOnlyList<ModuleTiming> Judged(BegunPerf begun, IReadOnlyList<ModuleTiming> up)
    {
        var judged = new HydratedModules(begun.Request, begun.Preserved, context.Origin).Judge(up);
        var bare =
            judged.Count(timing => timing.Error is not null) - up.Count(t => t.Error is not null);
        if (bare > 0)
        {
            context.Say($"{bare} modules have no content where the hub should have put it");
        }
        return judged;
    }

    private async Task<IReadOnlyList<ModuleTiming>> PassAsync(
        ModuleDriver driver,
        IReadOnlyList<string> modules,
        ModuleOperation operation,
        PhaseClock phases,
        CancellationToken cancel
    )
    {
        using var phase = phases.Begin(operation.Name);
        var timings = await driver.RunAsync(modules, operation, cancel);
        if (
            operation == ModuleOperation.Provision
            && context.Phases is { } told
            && HydrationSpan.Of(timings) is { } span
        )
        {
            told.Part("hydrate", span.BeginSeconds, span.Seconds);
        }
        var failed = timings.Count(timing => timing.Error is not null);
        context.Say(
            $"{operation.Name}: {timings.Count - failed} modules{(failed > 0 ? $", {failed} failed" : "")}"
        );
        return timings;
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
            HubCommand = request.HubCommand,
            HubUrl = request.HubUrl,
        };
}
