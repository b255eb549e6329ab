using Bench.Hub.Hydration;
using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Storage;

namespace Bench.Hub.Pipeline.Ranking;

/// <summary>A module of a source, and when its state was written last, by the source's clock.</summary>
public sealed record RankedModule(ModuleId Module, DateTimeOffset LastModified);

/// <summary>
/// The modules of a source by how lately they were used: all UUID-shaped folders by the LastModified of their state
/// object, newest first, those of one time by id. In a store of Bench's own that is the slot with the module's state, and
/// a module without one is left out.
/// </summary>
public static class ModuleRanking
{
    /// <summary>The state object of the hub that Bench replaces.</summary>
    public const string OriginalStateObject = "incremental-state.cbo";

    private const string Separator = "/";

    /// <param name="source">Any store with UUID-shaped folders right below its root, or a hydration store of Bench's own.</param>
    /// <param name="stateObject">The state object's name in a module's folder; Bench's own stores are known by themselves.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="StoreException">The source cannot be listed.</exception>
    /// <exception cref="HydrationException">States of a module change all the while.</exception>
    public static async Task<IReadOnlyList<RankedModule>> RankAsync(
        IObjectStore source,
        string stateObject,
        CancellationToken cancel
    )
    {
        var used = new List<RankedModule>();
        var own = new OwnStates(source);
        await foreach (var found in source.ListAsync("", cancel))
        {
            // Bench's own hydration stores number each module's states, below one folder.
            if (StoreKeys.TryParseState(found.Key, out var module, out var number))
            {
                if (IsUuid(module.ToString()))
                {
                    own.Add(module, number, found);
                }
            }
            else if (
                found.LastModified is { } modified
                && ModuleOf(found.Key, stateObject) is { } other
            )
            {
                used.Add(new RankedModule(other, modified));
            }
        }
        used.AddRange(await own.UsedAsync(cancel));
        return
        [
            .. used.GroupBy(ranked => ranked.Module)
                .Select(same => same.MaxBy(ranked => ranked.LastModified)!)
                .OrderByDescending(ranked => ranked.LastModified)
                .ThenBy(ranked => ranked.Module.ToString(), StringComparer.Ordinal),
        ];
    }

    /// <summary>The module whose state object a key names; null where it names none.</summary>
    private static ModuleId? ModuleOf(string key, string stateObject)
    {
        var slash = key.IndexOf(Separator, StringComparison.Ordinal);
        return
            slash > 0
            && key.AsSpan(slash + 1).SequenceEqual(stateObject)
            && IsUuid(key.AsSpan(0, slash))
            && ModuleId.TryParse(key[..slash], out var module)
            ? module
            : null;
    }

    private static bool IsUuid(ReadOnlySpan<char> name) => Guid.TryParseExact(name, "D", out _);
}
