using Bench.Hub.Driving;
using Bench.Hub.Modules;
using Bench.Hub.Pipeline.Baselines;
using Bench.Hub.Pipeline.Driving;
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
        if (Uri.TryCreate(request.SourceSpec, UriKind.Absolute, out var source) && source.IsFile)
        {
            RequiredPaths.Apart(
                "--hub-data-dir",
                request.HubDataFolder,
                "--source",
                source.LocalPath
            );
        }
        using var locks = await FolderLocks.TakeAsync(
            [StageLock.OfFolder(request.HubDataFolder), StageLock.OfFolder(request.SnapshotFolder)],
            context.Time,
            context.Say
        );
        var ranked = await RankAsync(request, cancel);
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
        var wanted = Math.Min(request.ModuleCount, ranked.Count);
        context.Say(
            $"{ranked.Count} modules in the source, {wanted} wanted, {missing.Count} missing"
        );
        var renamed =
            missing.Count == 0 ? 0 : await TakeAsync(request, missing, locks.Marks, cancel);
        return new(ranked.Count, missing.Count, wanted - missing.Count, renamed);
    }

    private async Task<IReadOnlyList<RankedModule>> RankAsync(
        SnapshotRequest request,
        CancellationToken cancel
    )
    {
        try
        {
            return await ModuleRanking.RankAsync(request.OpenSource(), request.StateObject, cancel);
        }
        catch (StoreException e) when (e.NeedsLogin && request.LogIn is not null)
        {
            context.Say($"{e.Reason}: logging in");
            await request.LogIn(cancel);
            return await ModuleRanking.RankAsync(request.OpenSource(), request.StateObject, cancel);
        }
    }

    /// <summary>How many were moved by a rename.</summary>
    private async Task<int> TakeAsync(
        SnapshotRequest request,
        List<string> modules,
        IReadOnlyDictionary<string, string?> marks,
        CancellationToken cancel
    )
    {
        await OwnPlaces.CheckFolderAsync(request.HubDataFolder, cancel);
        Trees.Wipe(request.HubDataFolder);
        var log = Path.Combine(request.HubDataFolder, "hub.log");
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
                    Environment = context.EnvironmentOf(marks),
                },
                log,
                cancel
            )
        )
        {
            var pass = new StagePass(
                new ModuleDriver(hub, context.Time),
                context.Say,
                "Nothing was moved into the snapshot; mend the cause and run the stage again."
            );
            await pass.RunAsync(modules, ModuleOperation.Provision, cancel);
            await pass.RunAsync(modules, ModuleOperation.Hibernate, cancel);
            await hub.StopAsync();
        }
        var servers = HubFolders.Servers(request.HubDataFolder);
        var renamed = modules.Count(module =>
            Trees.Move(
                Path.Combine(servers, module),
                Path.Combine(request.SnapshotFolder, module),
                cancel
            )
        );
        context.Say($"{modules.Count} modules moved to {request.SnapshotFolder}");
        return renamed;
    }
}
