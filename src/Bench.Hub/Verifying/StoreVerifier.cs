using System.Buffers;
using System.Collections.Concurrent;
using Bench.Hub.Hashing;
using Bench.Hub.Hydration;
using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Hub.Transfers;
using Bench.Storage;

namespace Bench.Hub.Verifying;

/// <summary>Reads a whole store: every state, and every object that one names.</summary>
/// <param name="store">Where modules are kept.</param>
/// <param name="threads">Objects read at once.</param>
/// <param name="readContent">Whether all bytes are read and hashed, or only lengths compared.</param>
public sealed class StoreVerifier(IObjectStore store, int threads = 16, bool readContent = true)
{
    private readonly ConcurrentBag<string> _problems = [];
    private readonly ConcurrentDictionary<string, (long Length, string Module)> _named = new(
        StringComparer.Ordinal
    );
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
        await workers.RunAsync(await ModulesAsync(cancel), ReadModuleAsync, cancel);
        await workers.RunAsync(
            [.. _named.Keys],
            (key, token) => CheckAsync(key, stored, token),
            cancel
        );
        var orphans = stored.Where(pair => !_named.ContainsKey(pair.Key)).ToList();
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
            Objects = _named.Count,
            Bytes = _named.Values.Sum(named => named.Length),
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

    private async Task ReadModuleAsync(ModuleId module, CancellationToken cancel)
    {
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
            foreach (var named in state.Objects)
            {
                var first = _named.GetOrAdd(named.Key, (named.Length, module.ToString()));
                if (first.Length != named.Length)
                {
                    _problems.Add(
                        $"module {module}: {named.Key} has {named.Length} bytes, but {first.Length} by module {first.Module}"
                    );
                }
            }
        }
        catch (HydrationException e)
        {
            _problems.Add(e.Message);
        }
    }

    private async Task CheckAsync(
        string key,
        Dictionary<string, long> stored,
        CancellationToken cancel
    )
    {
        var (length, module) = _named[key];
        if (!stored.TryGetValue(key, out var found))
        {
            // Not listed, for it may be newer than the listing: then it can be opened.
            await using var late = await store.OpenAsync(key, cancel);
            if (late is null)
            {
                _problems.Add($"module {module}: {key} is missing");
                return;
            }
            found = length;
        }
        if (found != length)
        {
            _problems.Add($"module {module}: {key} has {found} bytes, not {length}");
        }
        else if (readContent && await WhatIsWrongAsync(key, cancel) is { } wrong)
        {
            _problems.Add($"module {module}: {key} {wrong}");
        }
    }

    private async Task<string?> WhatIsWrongAsync(string key, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
        var hasher = new TreeHasher();
        try
        {
            await using var content = await store.OpenAsync(key, cancel);
            if (content is null)
            {
                return "is missing";
            }
            int some;
            while ((some = await content.ReadAsync(buffer, cancel)) > 0)
            {
                hasher.Update(buffer.AsSpan(0, some));
            }
            var hash = hasher.Finish();
            return StoreKeys.TryParseContent(key, out _, out var expected) && hash == expected
                ? null
                : $"is damaged: its bytes have the hash {hash}";
        }
        catch (StoreException e) when (e.Error == StoreError.Corrupt)
        {
            return $"is damaged: {e.Reason}";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
