namespace Bench.Storage.S3;

/// <summary>Runs requests of one bucket, each once, and classes their errors.</summary>
internal sealed class S3Calls(S3Settings settings)
{
    /// <param name="key">Null for the bucket itself.</param>
    public async Task<T> RunAsync<T>(
        string? key,
        Func<CancellationToken, Task<T>> call,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            return await call(cancel);
        }
        catch (Exception e) when (S3Errors.IsCancelled(e, cancel))
        {
            throw new OperationCanceledException(e.Message, e, cancel);
        }
        catch (Exception e) when (S3Errors.IsOfRequest(e))
        {
            // The SDK wraps what a cancelled request ran into.
            cancel.ThrowIfCancellationRequested();
            throw S3Errors.Classed(e, settings, UriOf(key));
        }
    }

    public string UriOf(string? key) =>
        key is null ? settings.Uri : StoreUris.Child(settings.Uri, key);
}
