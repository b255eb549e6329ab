using Bench.Storage.Buckets;
using Bench.Storage.Resilience;

namespace Bench.Storage.Tests.Resilience;

/// <summary>A client whose calls fail, hang, are cut in the middle of the body, or lose their reply.</summary>
public sealed class ChaosClient(IBucketClient inner, Chaos chaos) : IBucketClient
{
    /// <summary>Retries enough that a whole run of thousands of calls is not given up by chance.</summary>
    public static RequestSettings Patient(int seed) =>
        FaultTime.Suited(
            new()
            {
                MaxRetries = 30,
                TotalTimeout = TimeSpan.FromHours(20),
                Seed = seed,
            }
        );

    public string Uri => inner.Uri;

    public TransferLimits Limits => inner.Limits;

    public async Task<ObjectRead?> ReadAsync(
        string key,
        ByteRange range,
        string? version,
        CancellationToken cancel
    )
    {
        var read = await chaos.CallAsync(
            token => inner.ReadAsync(key, range, version, token),
            cancel
        );
        return read is null
            ? null
            : read with
            {
                Content = chaos.Body(
                    read.Content,
                    Math.Min(range.Length ?? long.MaxValue, read.ObjectLength - range.Offset)
                ),
            };
    }

    public Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel) =>
        chaos.CallAsync(token => Done(inner.WriteAsync(key, content, token)), cancel);

    public Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) => chaos.CallAsync(token => inner.TryCreateAsync(key, content, token), cancel);

    public async Task<IUploadSession> BeginUploadAsync(
        string key,
        string? crc32C,
        CancellationToken cancel
    ) =>
        new ChaosUpload(
            await chaos.CallAsync(token => inner.BeginUploadAsync(key, crc32C, token), cancel),
            chaos
        );

    public Task<ListPage> ListAsync(
        string prefix,
        string? continuation,
        CancellationToken cancel
    ) => chaos.CallAsync(token => inner.ListAsync(prefix, continuation, token), cancel);

    public Task<ListPage?> ListAfterAsync(
        string prefix,
        string after,
        int most,
        CancellationToken cancel
    ) => chaos.CallAsync(token => inner.ListAfterAsync(prefix, after, most, token), cancel);

    public Task<FolderPage> ListFoldersAsync(string? continuation, CancellationToken cancel) =>
        chaos.CallAsync(token => inner.ListFoldersAsync(continuation, token), cancel);

    public Task DeleteAsync(string key, CancellationToken cancel) =>
        chaos.CallAsync(token => Done(inner.DeleteAsync(key, token)), cancel);

    public Task<DateTimeOffset> ServerTimeAsync(CancellationToken cancel) =>
        chaos.CallAsync(inner.ServerTimeAsync, cancel);

    public void Dispose() => inner.Dispose();

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }

    private sealed class ChaosUpload(IUploadSession inner, Chaos chaos) : IUploadSession
    {
        public int MaxParallel => inner.MaxParallel;

        public Task PutPartAsync(
            int number,
            long offset,
            ReadOnlyMemory<byte> content,
            bool isLast,
            CancellationToken cancel
        ) =>
            chaos.CallAsync(
                token => Done(inner.PutPartAsync(number, offset, content, isLast, token)),
                cancel
            );

        public Task CompleteAsync(CancellationToken cancel) =>
            chaos.CallAsync(token => Done(inner.CompleteAsync(token)), cancel);

        public Task AbortAsync(CancellationToken cancel) =>
            chaos.CallAsync(token => Done(inner.AbortAsync(token)), cancel);
    }
}
