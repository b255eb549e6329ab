using System.Text;
using Bench.Host.Files;
using Bench.Hub.Chunking;
using Bench.Hub.Collection;
using Bench.Hub.Hashing;
using Bench.Hub.Local;
using Bench.Hub.Modules;
using Bench.Hub.Packing;
using Bench.Hub.States;
using Bench.Hub.Transfers;

namespace Bench.Hub.Hydration;

/// <summary>Stores one module's folder as its new state.</summary>
internal sealed class Dehydration(
    Engine engine,
    ModuleId module,
    LocalPaths paths,
    Counting counting
)
{
    private readonly CountedStore _store = new(engine.Store);

    public long Requests => _store.Requests;

    public async Task<HydrationResult> RunAsync(CancellationToken cancel)
    {
        var catalog = new StateCatalog(_store, engine.Looks);
        using var held = new HeldContent(engine.Room);
        // Both at once: the look waits for the store, the reading for the disk.
        var looking = catalog.SlotsAsync(module, cancel);
        KnownFolder? known;
        FolderContent content;
        long moment;
        try
        {
            known = KnownFolder.Load(paths, _store.Uri, module);
            (content, moment) = await ReadAsync(known, held, cancel);
        }
        finally
        {
            await Quietly(looking);
        }
        var live = await catalog.LiveAsync(module, looking, known?.Base, cancel);
        CheckBase(known, live);
        var files = content.Scan.Files;
        counting.Begin(files.Count, files.Sum(file => file.Length));
        var result = new HydrationResult
        {
            Files = files.Count,
            Bytes = files.Sum(file => file.Length),
            HashedFiles = content.HashedFiles,
            HashedBytes = content.HashedBytes,
        };
        if (live.Current is { } current && IsSame(current.State, content))
        {
            counting.Done(result.Files, result.Bytes);
            if (content.HashedFiles > 0 || known?.Base != current)
            {
                Save(content, current, moment);
            }
            return result with
            {
                StateKey = StoreKeys.State(module, current.State.Number),
                DeduplicatedBytes = result.Bytes,
            };
        }
        return await StoreAsync(content, held, live, moment, result, cancel);
    }

    /// <summary>
    /// The folder, with a moment before it was looked at. Where nothing changed there is none: what is known was found
    /// before an earlier moment.
    /// </summary>
    private async Task<(FolderContent Content, long Moment)> ReadAsync(
        KnownFolder? known,
        HeldContent held,
        CancellationToken cancel
    )
    {
        var moment = long.MaxValue;
        var scan = known is null ? null : FolderScan.Of(module, paths.Folder);
        if (scan is null || !known!.Covers(scan))
        {
            moment = KnownFolder.Moment(paths);
            scan = FolderScan.Of(module, paths.Folder);
        }
        held.Moment = moment;
        var content = await FolderContent.ReadAsync(
            engine,
            module,
            paths,
            scan,
            known,
            _ => true,
            held,
            cancel
        );
        return (content, moment);
    }

    private static async Task Quietly(Task task) =>
        await task.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
        );

    private async Task<HydrationResult> StoreAsync(
        FolderContent content,
        HeldContent held,
        LiveState live,
        long moment,
        HydrationResult result,
        CancellationToken cancel
    )
    {
        await using var session = await Session.OpenAsync(
            _store,
            engine,
            module,
            live.Highest + 1,
            cancel
        );
        var (state, storing) = await StateAsync(session, content, held, live, cancel);
        // Whoever is killed between this and saving what is known has stored this folder all the same.
        paths.Create();
        using (var intent = NewFile.Create(paths.Intent))
        {
            intent.Write(Encoding.ASCII.GetBytes(state.Writer));
        }
        if (await session.CommitAsync(state, cancel) is { } other)
        {
            throw Lost(state, other);
        }
        engine.Known.Learn(session.Publication.Epoch, state);
        Save(content, new KnownState(state, session.Version), moment);
        return result with
        {
            StateKey = StoreKeys.State(module, state.Number),
            MovedBytes = storing.MovedBytes,
            MovedObjects = storing.MovedObjects,
            DeduplicatedBytes = Math.Max(0, result.Bytes - storing.MovedBytes),
        };
    }

    private async Task<(ModuleState State, Storing Storing)> StateAsync(
        Session session,
        FolderContent content,
        HeldContent held,
        LiveState live,
        CancellationToken cancel
    )
    {
        var pieces = await PiecesAsync(content, live.Current?.State, cancel);
        var needed = new Dictionary<ContentHash, BlobSource>();
        foreach (var piece in pieces.Values.SelectMany(of => of))
        {
            needed.TryAdd(piece.Hash, piece);
        }
        var placement = Placement.Of(
            engine.Options,
            needed.Values,
            live.Current?.State,
            engine.Known,
            session.Publication
        );
        var storing = new Storing(engine, _store, module, paths, held, session.Publication.Epoch);
        var moved = placement.New.Sum(pieces => pieces.Sum(piece => piece.Length));
        counting.Done(0, Math.Max(0, content.Scan.Files.Sum(file => file.Length) - moved));
        await engine.Workers.RunAsync(
            placement.New,
            async (pieces, token) =>
            {
                await storing.StoreAsync(pieces, token);
                counting.Done(0, pieces.Sum(piece => piece.Length));
            },
            cancel
        );
        counting.Done(content.Scan.Files.Count, 0);
        var builder = new StateBuilder();
        foreach (var file in content.Scan.Files)
        {
            var hash = content.Find(file.Path)!.Value;
            builder.Add(
                file,
                hash,
                pieces[hash],
                piece =>
                    placement.Places.TryGetValue(piece, out var there)
                        ? there
                        : storing.Places[piece]
            );
        }
        return (builder.Build(Blank(live), content.Scan.Folders), storing);
    }

    /// <summary>What each distinct file consists of: as in the state before where it is there, else newly cut.</summary>
    private async Task<Dictionary<ContentHash, IReadOnlyList<BlobSource>>> PiecesAsync(
        FolderContent content,
        ModuleState? before,
        CancellationToken cancel
    )
    {
        var stored = new Dictionary<string, StateFile>(StringComparer.Ordinal);
        foreach (var file in before?.Files ?? [])
        {
            stored[file.Hash] = file;
        }
        var pieces = new Dictionary<ContentHash, IReadOnlyList<BlobSource>>();
        var toCut = new List<(ContentHash Hash, ScannedFile File)>();
        foreach (var file in content.Scan.Files)
        {
            var hash = content.Find(file.Path)!.Value;
            if (!pieces.TryAdd(hash, []))
            {
                continue;
            }
            if (stored.TryGetValue(hash.ToString(), out var same))
            {
                pieces[hash] = PiecesOf(before!, same, file.Path);
            }
            else if (engine.Options.Chunk && file.Length >= engine.Options.ChunkThreshold)
            {
                toCut.Add((hash, file));
            }
            else
            {
                pieces[hash] = FileChunks.Of(engine.Options, paths.Folder, file, hash);
            }
        }
        await CutAsync(toCut, pieces, cancel);
        return pieces;
    }

    private async Task CutAsync(
        IReadOnlyList<(ContentHash Hash, ScannedFile File)> files,
        Dictionary<ContentHash, IReadOnlyList<BlobSource>> pieces,
        CancellationToken cancel
    )
    {
        var cut = new IReadOnlyList<BlobSource>[files.Count];
        await engine.Workers.RunAsync(
            [.. Enumerable.Range(0, cut.Length)],
            (index, _) =>
            {
                var (hash, file) = files[index];
                cut[index] = FileChunks.Of(engine.Options, paths.Folder, file, hash);
                return cut[index].Sum(piece => piece.Length) == file.Length
                    ? Task.CompletedTask
                    : throw Changes.While(module, Path.Combine(paths.Folder, file.Path));
            },
            cancel
        );
        for (var i = 0; i < cut.Length; i++)
        {
            pieces[files[i].Hash] = cut[i];
        }
    }

    private static List<BlobSource> PiecesOf(ModuleState state, StateFile file, string path)
    {
        var pieces = new List<BlobSource>(file.Blobs.Count);
        long offset = 0;
        foreach (var blob in file.Blobs.Select(index => state.Blobs[index]))
        {
            var hash = ContentHash.Parse(blob.Hash);
            pieces.Add(new BlobSource(hash, path, offset, blob.Length, file.Blobs.Count > 1));
            offset += blob.Length;
        }
        return pieces;
    }

    private ModuleState Blank(LiveState live) =>
        new()
        {
            Schema = ModuleState.SchemaName,
            Writer = engine.Options.NewId(),
            Module = module.ToString(),
            Number = live.Highest + 1,
            Kind = SlotKind.State,
            Hub = engine.Options.Hub,
            Previous = live.Top is { } top ? new SlotReference(top.Number, top.Writer) : null,
        };

    private static bool IsSame(ModuleState state, FolderContent content)
    {
        var scan = content.Scan;
        return state.Files.Count == scan.Files.Count
            && state.Folders.Count == scan.Folders.Count
            && state
                .Folders.Zip(scan.Folders)
                .All(pair =>
                    pair.First
                    == new StateFolder(pair.Second.Path, pair.Second.Mode, pair.Second.MtimeNs)
                )
            && state
                .Files.Zip(scan.Files)
                .All(pair =>
                    pair.First.Path == pair.Second.Path
                    && pair.First.Mode == pair.Second.Mode
                    && pair.First.MtimeNs == pair.Second.MtimeNs
                    && pair.First.Length == pair.Second.Length
                    && ContentHash.TryParse(pair.First.Hash, out var hash)
                    && content.Find(pair.Second.Path) == hash
                );
    }

    /// <summary>The folder was made from one state; another one by now is somebody else's, which must not be overwritten unseen.</summary>
    private void CheckBase(KnownFolder? known, LiveState live)
    {
        if (
            known is null
            || known.Base?.State.Writer == live.Current?.State.Writer
            || IsIntended(live.Current)
        )
        {
            return;
        }
        var from = known.Base is { } state
            ? $"was made from state {state.State.Number}"
            : "was made when the module had no state";
        throw new HydrationException(
            $"module {module}: {paths.Folder} {from}, but by now {Described(live.Top)}; "
                + "let one hub at a time have a module; hydrate it again to take that state, "
                + $"or delete {paths.Known} to store this folder as the newer one"
        );
    }

    private bool IsIntended(KnownState? state) =>
        state is not null
        && File.Exists(paths.Intent)
        && File.ReadAllText(paths.Intent) == state.State.Writer;

    private HydrationException Lost(ModuleState state, ModuleState other)
    {
        var key = StoreKeys.State(module, state.Number);
        return other.Kind == SlotKind.Fence
            ? new HydrationException(
                $"module {module}: a garbage collection of {other.Hub} ended this dehydration because it had shown no sign of life ({key}); nothing was changed; dehydrate again"
            )
            {
                IsFenced = true,
            }
            : new HydrationException(
                $"module {module}: {Described(other)} ({key}) while {engine.Options.Hub} dehydrated it; nothing was changed; let one hub at a time have a module"
            );
    }

    private static string Described(ModuleState? other) =>
        other switch
        {
            null => "it has no state any more",
            { Kind: SlotKind.Obliterated } => $"hub {other.Hub} obliterated it",
            _ => $"hub {other.Hub} wrote state {other.Number}",
        };

    private void Save(FolderContent content, KnownState state, long moment) =>
        new KnownFolder
        {
            Store = _store.Uri,
            Module = module.ToString(),
            Base = state,
            Files = content.Trusted(moment),
        }.Save(paths);
}
