using System.Collections.Concurrent;
using Bench.Hub.Hydration;
using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Hub.Transfers;
using Bench.Storage;

namespace Bench.Hub.Verifying;

/// <summary>
/// Reads a whole store: every state, and once every object that one names, with the hash of each piece in it. Memory
/// grows with the number of different pieces that are in packs, by 60 to 120 bytes each; they go with their object.
/// </summary>
/// <param name="store">Where modules are kept.</param>
/// <param name="threads">Objects read at once.</param>
/// <param name="readContent">
/// Whether all bytes are read and hashed; otherwise lengths, and hashes that must be the same, are compared.
/// </param>
public sealed class StoreVerifier(IObjectStore store, int threads = 16, bool readContent = true)
{
    private readonly ConcurrentBag<string> _problems = [];
    private readonly NamedContent _named = new(readContent);
    private readonly ContentCheck _content = new(store);
    private IReadOnlyList<ModuleId> _ids = [];
    private long _files;
    private long _fileBytes;
    private int _modules;
    private int _slots;

    public async Task<VerifyResult> RunAsync(CancellationToken cancel)
    {
        using var workers = new Workers(threads);
        var stored = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var found in store.ListAsync(StoreKeys.Content, cancel))
        {
            stored[found.Key] = found.Length;
        }
        _ids = await ModulesAsync(cancel);
        await workers.RunAsync([.. Enumerable.Range(0, _ids.Count)], ReadModuleAsync, cancel);
        await workers.RunAsync(
            [.. _named.Objects.Values],
            (named, token) => CheckAsync(named, stored, token),
            cancel
        );
        await workers.RunAsync([.. _named.CutFiles], CheckAsync, cancel);
        var orphans = stored.Where(pair => !_named.Objects.ContainsKey(pair.Key)).ToList();
        var sessions = 0;
        await foreach (var _ in store.ListAsync(StoreKeys.Sessions, cancel))
        {
            sessions++;
        }
        return new VerifyResult
        {
            Modules = _modules,
            Slots = _slots,
            Files = _files,
            FileBytes = _fileBytes,
            Objects = _named.Objects.Count,
            Bytes = _named.Objects.Values.Sum(named => named.Length),
            OrphanObjects = orphans.Count,
            OrphanBytes = orphans.Sum(pair => pair.Value),
            Sessions = sessions,
            Problems = [.. _problems.Order(StringComparer.Ordinal)],
        };
    }

    private async Task<IReadOnlyList<ModuleId>> ModulesAsync(CancellationToken cancel)
    {
        var modules = new HashSet<ModuleId>();
        await foreach (var found in store.ListAsync(StoreKeys.States, cancel))
        {
            if (StoreKeys.TryParseState(found.Key, out var module, out _))
            {
                modules.Add(module);
            }
            else
            {
                _problems.Add($"{found.Key} is no key of a state");
            }
        }
        return [.. modules];
    }

    private async Task ReadModuleAsync(int index, CancellationToken cancel)
    {
        var module = _ids[index];
        var catalog = new StateCatalog(store);
        try
        {
            foreach (var number in (await catalog.SlotsAsync(module, cancel)).Keys)
            {
                if (await catalog.ReadAsync(module, number, cancel) is not null)
                {
                    Interlocked.Increment(ref _slots);
                }
            }
            var live = await catalog.LiveAsync(module, known: null, cancel);
            if (live.Current is not { } current)
            {
                return;
            }
            var state = current.State;
            StateCheck.Check(state, StoreKeys.State(module, state.Number));
            Interlocked.Increment(ref _modules);
            Interlocked.Add(ref _files, state.Files.Count);
            Interlocked.Add(ref _fileBytes, state.Files.Sum(file => file.Length));
            foreach (var wrong in _named.Add(state, index, i => _ids[i].ToString()))
            {
                _problems.Add($"module {module}: {wrong}");
            }
        }
        catch (HydrationException e)
        {
            _problems.Add(e.Message);
        }
    }

    private async Task CheckAsync(
        NamedObject named,
        Dictionary<string, long> stored,
        CancellationToken cancel
    )
    {
        var (key, module) = (named.Key, _ids[named.Module]);
        if (!stored.TryGetValue(key, out var found))
        {
            // Not listed, for it may be newer than the listing: then it can be opened.
            await using var late = await store.OpenAsync(key, cancel);
            if (late is null)
            {
                _problems.Add($"module {module}: {key} is missing");
                return;
            }
            found = named.Length;
        }
        if (found != named.Length)
        {
            _problems.Add($"module {module}: {key} has {found} bytes, not {named.Length}");
            return;
        }
        if (!readContent)
        {
            return;
        }
        var (wrong, pieces) = await _content.RunAsync(key, named.Take(), cancel);
        if (wrong is not null)
        {
            _problems.Add($"module {module}: {key} {wrong}");
        }
        foreach (var ofModule in pieces.GroupBy(piece => piece.Piece.Module))
        {
            var names = new PieceNames(await StateAsync(_ids[ofModule.Key], cancel), key);
            foreach (var piece in ofModule)
            {
                _problems.Add(names.Tell(_ids[ofModule.Key].ToString(), key, piece));
            }
        }
    }

    /// <summary>Bytes that are missing were told of with their objects.</summary>
    private async Task CheckAsync(CutFile file, CancellationToken cancel)
    {
        if (await _content.HashAsync(file.Parts, cancel) is { } found && found != file.Hash)
        {
            _problems.Add(
                $"module {_ids[file.Module]}: file '{file.Path}': its pieces have the hash {found} together, not {file.Hash}"
            );
        }
    }

    private async Task<ModuleState?> StateAsync(ModuleId module, CancellationToken cancel)
    {
        try
        {
            var live = await new StateCatalog(store).LiveAsync(module, known: null, cancel);
            return live.Current?.State;
        }
        catch (HydrationException)
        {
            return null;
        }
    }
}
