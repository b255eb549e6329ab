using Bench.Hub.Driving;
using Bench.Hub.Pipeline.Archives;
using Bench.Hub.Pipeline.Driving;

namespace Bench.Hub.Pipeline.Stages;

/// <summary>What was seen of a hub in one iteration.</summary>
/// <param name="Up">Each module on its way up.</param>
/// <param name="Down">Those that came up, on their way down.</param>
/// <param name="Dehydrated">What giving them back wrote; null where the hub does not tell, or wrote nothing back.</param>
internal sealed record PerfSeen(
    IReadOnlyList<ModuleTiming> Up,
    IReadOnlyList<ModuleTiming> Down,
    DehydrationFigures? Dehydrated
);

/// <summary>The hub's part of stage C: it is started on the copy, brings every module up and gives it back.</summary>
internal sealed class PerfHub(StageContext context, BegunPerf begun)
{
    /// <exception cref="HubDriveException">The hub is gone.</exception>
    public async Task<PerfSeen> RunAsync(CancellationToken cancel)
    {
        var logs = Path.Combine(begun.Request.Archive, HubLogs.Folder);
        Directory.CreateDirectory(logs);
        try
        {
            return await DriveAsync(logs, cancel);
        }
        finally
        {
            // A run that failed is the one whose logs are read, and the next one wipes them.
            KeepLogs(logs);
        }
    }

    private async Task<PerfSeen> DriveAsync(string logs, CancellationToken cancel)
    {
        var request = begun.Request;
        using var starting = begun.Phases.Begin("start");
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
            cancel
        );
        var provisioned = up.Where(timing => timing.Error is null)
            .Select(timing => timing.Module)
            .ToList();
        // Between the phases: before they are given back, and so that looking is in no figure.
        up = Judged(up);
        var before = await hub.Client.DehydratedAsync(cancel);
        var down = await PassAsync(driver, provisioned, ModuleOperation.Deprovision, cancel);
        var after = await hub.Client.DehydratedAsync(cancel);
        using (begun.Phases.Begin("stop"))
        {
            await hub.StopAsync();
        }
        return new(up, down, after?.Since(before));
    }

    private IReadOnlyList<ModuleTiming> Judged(IReadOnlyList<ModuleTiming> up)
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
        CancellationToken cancel
    )
    {
        using var phase = begun.Phases.Begin(operation.Name);
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

    private void KeepLogs(string logs)
    {
        if (!context.Origin.IsStarted)
        {
            return;
        }
        try
        {
            HubLogs.Keep(begun.Request.HubDataFolder, logs);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Say($"the hub's logs cannot all be kept: {e.Message}");
        }
    }
}
