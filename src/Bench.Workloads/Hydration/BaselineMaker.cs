using Bench.Hub.Making;
using Bench.Hub.Pipeline.Baselines;
using Bench.Hub.Pipeline.Stages;
using Bench.Model.Hub;
using Bench.Workloads.Fio;
using Bench.Workloads.Phases;

namespace Bench.Workloads.Hydration;

/// <summary>
/// Makes the baseline of synthetic modules once, for all iterations and workers of a host: what has its record of being
/// preserved is whole, and anything else in its place was left half made.
/// </summary>
internal sealed class BaselineMaker(
    IterationRequest request,
    HydrationSettings settings,
    HydrationPlaces places,
    StageContext context
)
{
    /// <summary>The baseline's record; a baseline of the user's is never made.</summary>
    /// <exception cref="IterationFailedException">The user's is not there.</exception>
    public async Task<HubPreserved> GetAsync(PhaseRecorder phases, CancellationToken cancel)
    {
        if (await ReadAsync(cancel) is { } found)
        {
            return found;
        }
        if (settings.Seeded is { } seeded)
        {
            throw HydrationFailures.Of(
                FailureKinds.Prepare,
                PhaseNames.Prepare,
                $"seeded={seeded}: no preserved baseline is there; make one with 'bench hub seed' and 'bench hub preserve'"
            );
        }
        using var turn = await DataFolders.LockLayoutAsync(
            request.LockFolder,
            Path.GetFileName(places.Baseline),
            request.Time,
            cancel
        );
        return await ReadAsync(cancel) ?? await MakeAsync(phases, cancel);
    }

    private Task<HubPreserved?> ReadAsync(CancellationToken cancel) =>
        PreservedBaseline.ReadAsync(places.Space, places.Baseline, cancel);

    private async Task<HubPreserved> MakeAsync(PhaseRecorder phases, CancellationToken cancel)
    {
        var made = Path.Combine(request.Workspace, "made");
        await places.Space.DeleteAsync(places.Baseline, cancel);
        using (phases.Begin("make_modules"))
        {
            await Task.Run(
                () => ModuleMaker.Make(new ModulePlan(settings.Shape), made, cancel),
                cancel
            );
        }
        using (phases.Begin("seed"))
        {
            await new SeedStage(context).RunAsync(
                new SeedRequest
                {
                    SnapshotFolder = made,
                    HubDataFolder = Path.Combine(request.Workspace, "hub-seed"),
                    Bucket = HydrationPlaces.Bucket,
                    Backend = places.BackendOn(places.Draft, HydrationPlaces.Bucket),
                    Space = places.Space,
                    Place = places.Draft,
                    Wipe = true,
                    ModuleCount = 0,
                },
                cancel
            );
        }
        Directory.Delete(made, recursive: true);
        using (phases.Begin("preserve"))
        {
            return await new PreserveStage(
                context.Time,
                context.BenchVersion,
                context.Say
            ).RunAsync(
                new PreserveRequest
                {
                    Space = places.Space,
                    Source = places.Draft,
                    Destination = places.Baseline,
                    Copy = false,
                },
                cancel
            );
        }
    }
}
