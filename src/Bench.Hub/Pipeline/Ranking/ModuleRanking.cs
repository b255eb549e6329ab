using Bench.Hub.Modules;
using Bench.Storage;

namespace Bench.Hub.Pipeline.Ranking;

/// <summary>A module of a source, and when its state was written last, by the source's clock.</summary>
public sealed record RankedModule(ModuleId Module, DateTimeOffset LastModified);

/// <summary>
/// The modules of a source by how lately they were used: all UUID-shaped folders by the LastModified of their state
/// object, newest first, those of one time by id.
/// </summary>
public static class ModuleRanking
{
    /// <summary>The state object of the hub that Bench replaces.</summary>
    public const string OriginalStateObject = "incremental-state.cbo";

    private const string Separator = "/";

    /// <param name="source">Any store with UUID-shaped folders right below its root.</param>
    /// <param name="stateObject">The state object's name in a module's folder; one that ends with a slash stands for whatever is newest in that folder.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="StoreException">The source cannot be listed.</exception>
    public static async Task<IReadOnlyList<RankedModule>> RankAsync(
        IObjectStore source,
        string stateObject,
        CancellationToken cancel
    )
    {
        var newest = new Dictionary<ModuleId, DateTimeOffset>();
        await foreach (var found in source.ListAsync("", cancel))
        {
            if (
                found.LastModified is { } modified
                && ModuleOf(found.Key, stateObject) is { } module
                && (!newest.TryGetValue(module, out var before) || before < modified)
            )
            {
                newest[module] = modified;
            }
        }
        return
        [
            .. newest
                .Select(pair => new RankedModule(pair.Key, pair.Value))
                .OrderByDescending(ranked => ranked.LastModified)
                .ThenBy(ranked => ranked.Module.ToString(), StringComparer.Ordinal),
        ];
    }

    /// <summary>The module whose state object a key names; null where it names none.</summary>
    private static ModuleId? ModuleOf(string key, string stateObject)
    {
        var slash = key.IndexOf(Separator, StringComparison.Ordinal);
        if (slash < 0 || !Guid.TryParseExact(key.AsSpan(0, slash), "D", out _))
        {
            return null;
        }
        var rest = key.AsSpan(slash + 1);
        var isState = stateObject.EndsWith(Separator, StringComparison.Ordinal)
            ? rest.StartsWith(stateObject, StringComparison.Ordinal)
            : rest.SequenceEqual(stateObject);
        return isState && ModuleId.TryParse(key[..slash], out var module) ? module : null;
    }
}
