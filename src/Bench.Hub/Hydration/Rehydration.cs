using Bench.Hub.Hashing;
using Bench.Hub.Local;
using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Hub.Transfers;

namespace Bench.Hub.Hydration;

/// <summary>Makes one module's folder hold its newest state.</summary>
internal sealed class Rehydration(
    Engine engine,
    ModuleId module,
    LocalPaths paths,
    Counting counting
)
{
    /// <summary>How often a state that is superseded, and swept, while it is fetched is left for the newer one.</summary>
    private const int Tries = 5;

    private readonly CountedStore _store = new(engine.Store);
    private FolderContent? _content;

    public long Requests => _store.Requests;

    public async Task<HydrationResult> RunAsync(CancellationToken cancel)
    {
        var known = Directory.Exists(paths.Folder)
            ? KnownFolder.Load(paths, _store.Uri, module)
            : null;
        var catalog = new StateCatalog(_store, engine.Looks);
        if (engine.Published.Last.Epoch < 0)
        {
            await engine.Published.LookAsync(_store, cancel);
        }
        for (var i = 1; ; i++)
        {
            var epoch = engine.Published.Last.Epoch;
            var live = await catalog.LiveAsync(module, known?.Base, cancel);
            try
            {
                var result = await MakeAsync(live, known, cancel);
                if (live.Current is { } current)
                {
                    engine.Known.Learn(epoch, current.State);
                }
                return result;
            }
            catch (HydrationException e) when (e.IsLostContent && i < Tries)
            {
                var newer = await catalog.LiveAsync(module, known?.Base, cancel);
                if (newer.Current?.State.Writer == live.Current?.State.Writer)
                {
                    throw;
                }
            }
        }
    }

    private async Task<HydrationResult> MakeAsync(
        LiveState live,
        KnownFolder? known,
        CancellationToken cancel
    )
    {
        var state = live.Current?.State;
        var key = state is null ? null : StoreKeys.State(module, state.Number);
        if (state is not null)
        {
            StateCheck.Check(state, key!);
        }
        var files = state?.Files ?? [];
        counting.Begin(files.Count, files.Sum(file => file.Length));
        var here = await HereAsync(known, files, cancel);
        var kept = Kept(files, here);
        var result = new HydrationResult
        {
            StateKey = key,
            Files = files.Count,
            Bytes = files.Sum(file => file.Length),
            HashedFiles = here?.HashedFiles ?? 0,
            HashedBytes = here?.HashedBytes ?? 0,
        };
        if (here is not null && IsAll(state, here, kept))
        {
            counting.Done(result.Files, result.Bytes);
            Save(live.Current, here.Scan);
            return result with { DeduplicatedBytes = result.Bytes };
        }
        var staging = new Staging(paths);
        try
        {
            var fetching = await BuildAsync(staging, state, kept, cancel);
            staging.Finish(state?.Folders ?? []);
            Save(live.Current, FolderScan.Of(module, paths.Folder));
            return result with
            {
                MovedBytes = fetching.MovedBytes,
                MovedObjects = fetching.MovedObjects,
                DeduplicatedBytes = kept.Sum(pair => pair.Key.Length),
            };
        }
        catch
        {
            staging.Abandon();
            throw;
        }
    }

    private async Task<Fetching> BuildAsync(
        Staging staging,
        ModuleState? state,
        Dictionary<StateFile, ScannedFile> kept,
        CancellationToken cancel
    )
    {
        var fetching = new Fetching(engine, _store, module, staging, counting);
        staging.Begin(state?.Folders ?? []);
        if (state is null)
        {
            return fetching;
        }
        foreach (var (wanted, file) in kept)
        {
            if (staging.TryKeep(file, wanted))
            {
                counting.Done(1, wanted.Length);
            }
            else
            {
                // Something writes there, and what it has made of the file is of no use.
                kept.Remove(wanted);
            }
        }
        List<StateFile> rest = [.. state.Files.Where(file => !kept.ContainsKey(file))];
        foreach (var empty in rest.Where(file => file.Blobs.Count == 0))
        {
            File.Create(staging.PathOf(empty.Path)).Dispose();
        }
        await engine.Workers.RunAsync(
            FetchPlan.Of(state, rest, engine.Options.First),
            fetching.FetchAsync,
            cancel
        );
        foreach (var file in rest)
        {
            staging.Dress(file);
        }
        counting.Done(rest.Count, 0);
        return fetching;
    }

    /// <summary>What is there, as far as it may be of use.</summary>
    private async Task<FolderContent?> HereAsync(
        KnownFolder? known,
        IReadOnlyList<StateFile> files,
        CancellationToken cancel
    )
    {
        if (!Directory.Exists(paths.Folder))
        {
            return null;
        }
        var lengths = files.ToDictionary(f => f.Path, f => f.Length, StringComparer.Ordinal);
        return _content ??= await FolderContent.ReadAsync(
            engine,
            module,
            paths,
            FolderScan.Of(module, paths.Folder),
            known,
            file => lengths.TryGetValue(file.Path, out var length) && length == file.Length,
            held: null,
            cancel
        );
    }

    private static Dictionary<StateFile, ScannedFile> Kept(
        IReadOnlyList<StateFile> files,
        FolderContent? here
    )
    {
        var kept = new Dictionary<StateFile, ScannedFile>(ReferenceEqualityComparer.Instance);
        if (here is null)
        {
            return kept;
        }
        var scanned = here.Scan.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        foreach (var wanted in files)
        {
            if (
                scanned.TryGetValue(wanted.Path, out var file)
                && here.Find(file.Path) is { } hash
                && ContentHash.TryParse(wanted.Hash, out var expected)
                && hash == expected
            )
            {
                kept.Add(wanted, file);
            }
        }
        return kept;
    }

    private static bool IsAll(
        ModuleState? state,
        FolderContent here,
        Dictionary<StateFile, ScannedFile> kept
    ) =>
        state is null
            ? here.Scan.Files.Count == 0 && here.Scan.Folders.Count == 1
            : kept.Count == state.Files.Count
                && here.Scan.Files.Count == state.Files.Count
                && kept.All(pair =>
                    pair.Key.Mode == pair.Value.Mode && pair.Key.MtimeNs == pair.Value.MtimeNs
                )
                && here.Scan.Folders.Select(f => new StateFolder(f.Path, f.Mode, f.MtimeNs))
                    .SequenceEqual(state.Folders);

    /// <summary>Remembers the hashes of files that are as the state has them: anything else was changed by somebody since.</summary>
    private void Save(KnownState? state, FolderScan scan)
    {
        var files = (state?.State.Files ?? []).ToDictionary(
            file => file.Path,
            StringComparer.Ordinal
        );
        var moment = KnownFolder.Moment(paths);
        new KnownFolder
        {
            Store = _store.Uri,
            Module = module.ToString(),
            Base = state,
            Files =
            [
                .. scan
                    .Files.Where(file =>
                        file.CtimeNs < moment
                        && files.TryGetValue(file.Path, out var made)
                        && (file.Length, file.MtimeNs) == (made.Length, made.MtimeNs)
                    )
                    .Select(file => new KnownFile(
                        file.Path,
                        file.Length,
                        file.MtimeNs,
                        file.CtimeNs,
                        file.Inode,
                        ContentHash.Parse(files[file.Path].Hash)
                    )),
            ],
        }.Save(paths);
    }
}
