using Bench.Hub.Driving;
using Bench.Hub.Pipeline.Baselines;
using Bench.Hub.Pipeline.Files;
using Bench.Hub.Pipeline.Ranking;
using Bench.Storage;

namespace Bench.Hub.Pipeline.Stages;

/// <summary>What stage A works with.</summary>
public sealed record SnapshotRequest
{
    /// <summary>Opens the source; called again after a login.</summary>
    public required Func<IObjectStore> OpenSource { get; init; }

    /// <summary>The source as a hub is told it.</summary>
    public required string SourceSpec { get; init; }

    public required string StateObject { get; init; }
    public required int ModuleCount { get; init; }
    public required string SnapshotFolder { get; init; }
    public required string HubDataFolder { get; init; }

    /// <summary>Renews an expired login, or throws; null where there is none to renew.</summary>
    public Func<CancellationToken, Task>? LogIn { get; init; }
}

/// <summary>What stage A did.</summary>
public sealed record SnapshotOutcome(int Ranked, int Taken, int AlreadyThere, int Renamed);

/// <summary>
/// Stage A: the modules of a source that were used last, as folders. Killed and run again it goes on with what is
/// missing: a module's folder has its name only when it is whole.
/// </summary>
public sealed class SnapshotStage(StageContext context)
{
    /// <exception cref="PipelineInputException">It cannot begin.</exception>
    /// <exception cref="StageFailedException">A module cannot be provisioned.</exception>
    public async Task<SnapshotOutcome> RunAsync(SnapshotRequest request, CancellationToken cancel)
    {
        RequiredPaths.Apart(
            "--hub-data-dir",
            request.HubDataFolder,
            "--snapshot-dir",
            request.SnapshotFolder
        );
        if (Uri.TryCreate(request.SourceSpec, UriKind.Absolute, out var uri) && uri.IsFile)
        {
            RequiredPaths.Apart("--hub-data-dir", request.HubDataFolder, "--source", uri.LocalPath);
        }
        RunningHubRules.Check(context.Origin, request.HubDataFolder);
        using var locks = await FolderLocks.TakeAsync(
            [StageLock.OfFolder(request.HubDataFolder), StageLock.OfFolder(request.SnapshotFolder)],
            context.Time,
            context.Say
        );
        var (source, ranked) = await RankAsync(request, cancel);
        if (ranked.Count == 0)
        {
            throw new PipelineInputException(
                $"--source {request.SourceSpec} has no UUID-shaped folder with a state object '{request.StateObject}'; check the prefix, and --state-object"
            );
        }
        var top = ranked.Take(request.ModuleCount).Select(module => module.Module.ToString());
        var missing = top.Where(module =>
                !Directory.Exists(Path.Combine(request.SnapshotFolder, module))
            )
            .ToList();
        var own = new OwnModules(source);
        if (context.Origin.IsOwn && missing.Count > 0)
        {
            await CheckOwnAsync(request, own, missing, cancel);
        }
        var wanted = Math.Min(request.ModuleCount, ranked.Count);
        context.Say(
            $"{ranked.Count} modules in the source, {wanted} wanted, {missing.Count} missing"
        );
        var (taken, renamed) =
            missing.Count == 0 ? (0, 0) : await TakeAsync(request, own, missing, locks, cancel);
        return new(ranked.Count, taken, wanted - missing.Count, renamed);
    }

    private async Task<(IObjectStore Source, IReadOnlyList<RankedModule> Ranked)> RankAsync(
        SnapshotRequest request,
        CancellationToken cancel
    )
    {
        var source = request.OpenSource();
        try
        {
            return (source, await ModuleRanking.RankAsync(source, request.StateObject, cancel));
        }
        catch (StoreException e) when (e.NeedsLogin && request.LogIn is not null)
        {
            context.Say($"{e.Reason}: logging in");
            await request.LogIn(cancel);
            source = request.OpenSource();
            return (source, await ModuleRanking.RankAsync(source, request.StateObject, cancel));
        }
    }

    /// <summary>Bench's own hub takes a module of another hub's store for one that was never stored, and gives an empty folder.</summary>
    private static async Task CheckOwnAsync(
        SnapshotRequest request,
        OwnModules own,
        List<string> modules,
        CancellationToken cancel
    )
    {
        var readable = await own.ListAsync(cancel);
        var foreign = modules.Where(module => !readable.Contains(module)).ToList();
        if (foreign.Count > 0)
        {
            throw new PipelineInputException(
                $"--source {request.SourceSpec}: {foreign.Count} of {modules.Count} modules, {foreign[0]} for one, were stored by another hub (their state object is '{request.StateObject}'), and Bench's own hub cannot read them; let that hub bring them with --hub-command 'zenserver hub --port {{port}} --data-dir {{data_dir}} {{flags}}', or with --hub-url where it runs already"
            );
        }
    }

    /// <summary>How many were taken, and how many of these by a rename.</summary>
    private async Task<(int Taken, int Renamed)> TakeAsync(
        SnapshotRequest request,
        OwnModules own,
        List<string> modules,
        FolderLocks locks,
        CancellationToken cancel
    )
    {
        if (context.Origin.IsStarted)
        {
            await OwnPlaces.CheckFolderAsync(request.HubDataFolder, cancel);
            Trees.Wipe(request.HubDataFolder);
        }
        var settings = context.Settings(
            request.HubDataFolder,
            request.SourceSpec,
            // Whatever happens, the source stays as it is.
            dehydrates: false
        );
        await using (
            var hub = await context.Hub.OpenAsync(
                settings with
                {
                    Environment = context.EnvironmentOf(locks.Marks),
                },
                Path.Combine(request.HubDataFolder, "hub.log"),
                cancel
            )
        )
        {
            var pass = new StagePass(
                hub,
                context,
                "Nothing is in the snapshot of these; mend the cause and run the stage again."
            );
            await pass.LayDownAsync(modules, request.HubDataFolder, cancel);
            await hub.StopAsync();
        }
        return await new SnapshotTaking(context, request, own).RunAsync(modules, cancel);
    }
}
