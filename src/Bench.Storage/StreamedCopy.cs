using Bench.Storage.Transfers;

namespace Bench.Storage;

/// <summary>Copying an object through this machine.</summary>
internal static class StreamedCopy
{
    /// <exception cref="StoreException">There is nothing to copy, or the store fails.</exception>
    public static async Task RunAsync(
        IObjectStore store,
        string from,
        string to,
        CancellationToken cancel
    )
    {
        await using var content =
            await store.OpenAsync(from, cancel)
            ?? throw TransferErrors.NothingToCopy(StoreUris.Child(store.Uri, from));
        await store.PutAsync(to, content, cancel);
    }
}
