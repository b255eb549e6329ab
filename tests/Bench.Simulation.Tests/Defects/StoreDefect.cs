using Bench.Simulation.Tests.Worlds;
using Bench.Storage;

namespace Bench.Simulation.Tests.Defects;

/// <summary>A store that does not do what it says for some calls; all others it passes on.</summary>
internal abstract class StoreDefect(IObjectStore inner) : IObjectStore
{
    public string Uri => inner.Uri;

    protected IObjectStore Inner => inner;

    public virtual Task<byte[]?> GetAsync(string key, CancellationToken cancel) =>
        inner.GetAsync(key, cancel);

    public virtual Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
        inner.OpenAsync(key, cancel);

    public virtual Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) => inner.TryCreateAsync(key, content, cancel);

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel) =>
        inner.PutAsync(key, content, cancel);

    public Task PutAsync(string key, Stream content, CancellationToken cancel) =>
        inner.PutAsync(key, content, cancel);

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancel) =>
        inner.ListAsync(prefix, cancel);

    public Task DeleteAsync(string key, CancellationToken cancel) => inner.DeleteAsync(key, cancel);
}

/// <summary>A defect in what coordinators, workers, or both see of the store.</summary>
internal sealed class WrongStore(
    bool ofCoordinators,
    bool ofWorkers,
    Func<IObjectStore, IObjectStore> wrap
) : Defect
{
    public override IObjectStore Wrap(IObjectStore store, bool coordinates) =>
        (coordinates ? ofCoordinators : ofWorkers) ? wrap(store) : store;
}
