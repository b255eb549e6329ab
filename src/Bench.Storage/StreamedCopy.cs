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
            ?? throw new StoreException(
                StoreError.Absent,
                StoreUris.Child(store.Uri, from),
                "there is no such object to copy",
                "it was deleted meanwhile; look who else works there"
            );
        await store.PutAsync(to, content, cancel);
    }
}
