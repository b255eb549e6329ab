using Bench.Hub.Pipeline.Files;
using Bench.Hub.Pipeline.Ranking;
using Bench.Model.Hub;

namespace Bench.Hub.Pipeline.Stages;

/// <summary>The last part of stage A: what a hub has hydrated comes into the snapshot.</summary>
internal sealed class SnapshotTaking(StageContext context, SnapshotRequest request, OwnModules own)
{
    private readonly ModuleFolders _folders = new(request.HubDataFolder, context.Origin);

    /// <summary>How many were taken, and how many of these by a rename.</summary>
    /// <exception cref="StageFailedException">There is nothing of a module; the others are taken.</exception>
    public async Task<(int Taken, int Renamed)> RunAsync(
        IReadOnlyList<string> modules,
        CancellationToken cancel
    )
    {
        // Before the first module, so that a snapshot which is not whole tells it too.
        await SnapshotRecord.AddAsync(
            request.SnapshotFolder,
            new HubSource
            {
                Source = own.Uri,
                StateObject = request.StateObject,
                TakenAt = context.Time.GetUtcNow(),
                HostName = Environment.MachineName,
                Hub = context.Use,
            },
            context.BenchVersion,
            cancel
        );
        return await TakeAsync(modules, cancel);
    }

    /// <summary>Moves what was hydrated; a module of which there is nothing is not in the snapshot.</summary>
    private async Task<(int Taken, int Renamed)> TakeAsync(
        IReadOnlyList<string> modules,
        CancellationToken cancel
    )
    {
        var failed = new List<(string Module, string Error)>();
        var (taken, renamed, gone) = (0, 0, 0);
        foreach (var module in modules)
        {
            var hasFile = _folders.HasFile(module);
            var content = hasFile ? OwnContent.Files : await own.ContentAsync(module, cancel);
            if (content == OwnContent.Gone)
            {
                gone++;
            }
            else if (_folders.WhyMissing(module) is { } missing)
            {
                failed.Add((module, missing));
            }
            else if (!hasFile && content != OwnContent.Empty)
            {
                failed.Add((module, $"{context.Origin} hydrated no file of it"));
            }
            else
            {
                taken++;
                renamed += Bring(module, cancel) ? 1 : 0;
            }
        }
        var moved = context.Origin.IsStarted ? "moved" : "copied";
        context.Say($"{taken} modules {moved} to {request.SnapshotFolder}");
        if (gone > 0)
        {
            context.Say($"{gone} modules were obliterated in the source: they are left out");
        }
        return failed.Count == 0
            ? (taken, renamed)
            : throw StageFailedException.Of(
                "hydrating",
                failed,
                modules.Count,
                $"{taken} modules are in the snapshot, and these are not; the hub must be one that can read --source."
            );
    }

    /// <summary>A module's folder in the snapshot, and whether it was renamed to there.</summary>
    private bool Bring(string module, CancellationToken cancel)
    {
        var (from, to) = (_folders.Of(module), Path.Combine(request.SnapshotFolder, module));
        if (context.Origin.IsStarted)
        {
            return Trees.Move(from, to, cancel);
        }
        // A hub that goes on keeps what it has: without it, it might write back a module that is empty.
        Trees.CopyWhole(from, to, cancel);
        return false;
    }
}
