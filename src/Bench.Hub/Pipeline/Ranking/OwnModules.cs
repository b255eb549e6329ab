using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Storage;

namespace Bench.Hub.Pipeline.Ranking;

/// <summary>What a module's folder may hold, by its state in a store of Bench's own.</summary>
internal enum OwnContent
{
    /// <summary>The store has nothing of Bench's own for it.</summary>
    NotOwn,

    /// <summary>It was obliterated, or never stored to the end: there is nothing to take.</summary>
    Gone,

    /// <summary>It was stored without a file.</summary>
    Empty,

    /// <summary>It has files.</summary>
    Files,
}

/// <summary>The modules that a hub of Bench's own stored in a source.</summary>
internal sealed class OwnModules(IObjectStore source)
{
    /// <summary>The source, without credentials.</summary>
    public string Uri => source.Uri;

    /// <summary>Those of which it has states; no other one can be read by Bench's own hub.</summary>
    /// <exception cref="StoreException">The source cannot be listed.</exception>
    public async Task<IReadOnlySet<string>> ListAsync(CancellationToken cancel)
    {
        var modules = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var found in source.ListAsync(StoreKeys.States, cancel))
        {
            if (StoreKeys.TryParseState(found.Key, out var module, out _))
            {
                modules.Add(module.ToString());
            }
        }
        return modules;
    }

    /// <summary>What hydrating a module must bring.</summary>
    /// <exception cref="StoreException">The source cannot be read.</exception>
    public async Task<OwnContent> ContentAsync(string module, CancellationToken cancel)
    {
        var live = await new StateCatalog(source).LiveAsync(
            ModuleId.Parse(module),
            known: null,
            cancel
        );
        return live switch
        {
            { Highest: 0 } => OwnContent.NotOwn,
            { Current: null } => OwnContent.Gone,
            { Current.State.Files.Count: 0 } => OwnContent.Empty,
            _ => OwnContent.Files,
        };
    }
}
