using Bench.Hub.Driving;
using Bench.Hub.Pipeline.Backends;
using Bench.Hub.Pipeline.Baselines;
using Bench.Hub.Pipeline.Driving;
using Bench.Hub.Pipeline.Files;
using Bench.Model.Hub;
using Bench.Model.Json;

namespace Bench.Hub.Pipeline.Stages;

/// <summary>What stage B works with.</summary>
public sealed record SeedRequest
{
    public required string SnapshotFolder { get; init; }
    public required string HubDataFolder { get; init; }
    public required string Bucket { get; init; }
    public required IBackend Backend { get; init; }

    /// <summary>Where the backend's data is.</summary>
    public required IBaselineSpace Space { get; init; }
    public required string Place { get; init; }

    /// <summary>Whether hub data and backend data are deleted first.</summary>
    public required bool Wipe { get; init; }

    /// <summary>0 for every module of the snapshot.</summary>
    public required int ModuleCount { get; init; }
}

/// <summary>
/// Stage B: the modules of a snapshot, stored in a backend the way a hub stores them: provisioned, hibernated, overlaid
/// with the snapshot, deprovisioned. Run again it goes on: what is stored already is not stored again.
/// </summary>
public sealed class SeedStage(StageContext context)
{
    /// <returns>The modules that are in the backend now.</returns>
    /// <exception cref="PipelineInputException">It cannot begin.</exception>
    /// <exception cref="StageFailedException">A module cannot be stored.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(SeedRequest request, CancellationToken cancel)
    {
        var modules = Check(request);
        using var locks = await FolderLocks.TakeAsync(
            [StageLock.OfFolder(request.HubDataFolder), request.Space.LockOf(request.Place)],
            context.Time,
            context.Say
        );
        await PrepareAsync(request, cancel);
        await using var backend = await request.Backend.StartAsync(request.HubDataFolder, cancel);
        var settings = context.Settings(
            request.HubDataFolder,
            backend.TargetSpec,
            dehydrates: true
        );
        await using var hub = await context.Hub.OpenAsync(
            settings with
            {
                Environment = context.EnvironmentOf(locks.Marks, backend),
            },
            Path.Combine(request.HubDataFolder, "hub.log"),
            cancel
        );
        await DriveAsync(request, hub, backend.TargetSpec, modules, cancel);
        await hub.StopAsync();
        await request.Space.WriteAsync(
            request.Place,
            BaselineFiles.Seeded,
            Documents.Write(Seeded(request, modules)),
            cancel
        );
        return modules;
    }

    private async Task PrepareAsync(SeedRequest request, CancellationToken cancel)
    {
        // A backend that does not answer, or lets nobody in, says so before anything is wiped.
        await OwnPlaces.CheckAsync(request.Space, request.Place, cancel);
        if (context.Origin.IsStarted && (request.Wipe || !Directory.Exists(request.HubDataFolder)))
        {
            await OwnPlaces.CheckFolderAsync(request.HubDataFolder, cancel);
            Trees.Wipe(request.HubDataFolder);
        }
        if (request.Wipe)
        {
            await request.Space.DeleteAsync(request.Place, cancel);
        }
        // What is stored from now on is the stage's own, and may be wiped by the next one.
        await request.Space.MarkAsync(request.Place, cancel);
        // Until the stage has come to its end there is nothing to preserve.
        await request.Space.RemoveAsync(request.Place, BaselineFiles.Seeded, cancel);
    }

    private IReadOnlyList<string> Check(SeedRequest request)
    {
        RunningHubRules.Check(context.Origin, request.HubDataFolder, request.Backend);
        if (request.Wipe)
        {
            RunningHubRules.NoWipe(context.Origin);
        }
        RequiredPaths.Need(
            "--snapshot-dir",
            request.SnapshotFolder,
            "make it with 'bench hub snapshot' or 'bench hub make-modules'"
        );
        RequiredPaths.Apart(
            "--hub-data-dir",
            request.HubDataFolder,
            "--snapshot-dir",
            request.SnapshotFolder
        );
        if (request.Backend.DataFolder is { } data)
        {
            RequiredPaths.Apart("--backend-dir", data, "--snapshot-dir", request.SnapshotFolder);
            RequiredPaths.Apart("--backend-dir", data, "--hub-data-dir", request.HubDataFolder);
        }
        var modules = HubFolders.ModulesIn(request.SnapshotFolder);
        if (modules.Count == 0 || modules.Count < request.ModuleCount)
        {
            throw new PipelineInputException(
                $"--snapshot-dir {request.SnapshotFolder} has {modules.Count} modules{(request.ModuleCount > 0 ? $", --module-count asks for {request.ModuleCount}" : "")}; take a larger snapshot, or ask for fewer"
            );
        }
        request.Backend.Check();
        return request.ModuleCount == 0 ? modules : [.. modules.Take(request.ModuleCount)];
    }

    private async Task DriveAsync(
        SeedRequest request,
        IHubHandle hub,
        string targetSpec,
        IReadOnlyList<string> modules,
        CancellationToken cancel
    )
    {
        var pass = new StagePass(
            hub,
            context,
            "The snapshot is as it was; mend the cause and run the stage again, with --wipe to begin anew."
        );
        await pass.LayDownAsync(modules, request.HubDataFolder, cancel);
        Overlay(request, modules, cancel);
        await pass.RunAsync(modules, ModuleOperation.Deprovision, cancel);
        // A hub whose backend is another one has stored them there.
        if (!await HasStoredAsync(request, cancel))
        {
            throw new StageFailedException(
                $"{context.Origin} has given back {modules.Count} modules, and nothing is stored in {request.Place}: it must work on {targetSpec}, with dehydration enabled"
            );
        }
    }

    private static async Task<bool> HasStoredAsync(SeedRequest request, CancellationToken cancel) =>
        request.Backend.DataFolder is { } data
            ? ModuleFolders.HasFileBelow(Path.Combine(data, request.Bucket))
            : await request.Space.HasDataAsync(request.Place, cancel);

    /// <summary>Each module's folder becomes what the snapshot has.</summary>
    private void Overlay(
        SeedRequest request,
        IReadOnlyList<string> modules,
        CancellationToken cancel
    )
    {
        var servers = HubFolders.Servers(request.HubDataFolder);
        foreach (var module in modules)
        {
            Trees.Copy(
                Path.Combine(request.SnapshotFolder, module),
                Path.Combine(servers, module),
                cancel
            );
        }
        context.Say($"overlay: {modules.Count} modules from {request.SnapshotFolder}");
    }

    private HubPreserved Seeded(SeedRequest request, IReadOnlyList<string> modules) =>
        new()
        {
            Schema = Schemas.HubPreserved,
            BenchVersion = context.BenchVersion,
            PreservedAt = context.Time.GetUtcNow(),
            HostName = Environment.MachineName,
            Backend = request.Backend.Kind,
            Bucket = request.Bucket,
            Modules = modules,
            SnapshotFolder = Path.GetFullPath(request.SnapshotFolder),
            Sources = SnapshotRecord.Read(request.SnapshotFolder)?.Sources,
            StoredBy = context.Use,
            EmptyModules =
            [
                .. modules.Where(module =>
                    !ModuleFolders.HasFileBelow(Path.Combine(request.SnapshotFolder, module))
                ),
            ],
        };
}
