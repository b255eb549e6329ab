using System.Collections.Concurrent;
using Bench.Storage.Buckets;

namespace Bench.Storage.Tests.Buckets;

/// <summary>A client whose requests a test sees, and whose replies it may change.</summary>
internal sealed class HookedClient(IBucketClient inner) : IBucketClient
{
    /// <summary>The reads asked for, in order.</summary>
    public ConcurrentQueue<(ByteRange Range, string? Version)> Reads { get; } = [];

    /// <summary>What was said of the content of each upload in parts.</summary>
    public ConcurrentQueue<string?> Crcs { get; } = [];

    /// <summary>Changes the reply to the n-th read, from 1.</summary>
    public Func<int, ObjectRead, ObjectRead> OnRead { get; set; } = (_, read) => read;

    /// <summary>Runs before a part is sent, with its number.</summary>
    public Func<int, CancellationToken, Task> OnPart { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs before a part is copied by the server, with its number.</summary>
    public Func<int, CancellationToken, Task> OnCopiedPart { get; set; } =
        (_, _) => Task.CompletedTask;

    /// <summary>Runs after a copy is made of its parts, which then may lose its reply.</summary>
    public Action OnCopied { get; set; } = () => { };

    /// <summary>Runs after each create, which then may lose its reply.</summary>
    public Action OnCreated { get; set; } = () => { };

    public string Uri => inner.Uri;

    public TransferLimits Limits => inner.Limits;

    public async Task<ObjectRead?> ReadAsync(
        string key,
        ByteRange range,
        string? version,
        CancellationToken cancel
    )
    {
        Reads.Enqueue((range, version));
        var nth = Reads.Count;
        return await inner.ReadAsync(key, range, version, cancel) is { } read
            ? OnRead(nth, read)
            : null;
    }

    public Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel) =>
        inner.WriteAsync(key, content, cancel);

    public async Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        var created = await inner.TryCreateAsync(key, content, cancel);
        OnCreated();
        return created;
    }

    public async Task<IUploadSession> BeginUploadAsync(
        string key,
        string? crc32C,
        CancellationToken cancel
    )
    {
        Crcs.Enqueue(crc32C);
        return new Session(this, await inner.BeginUploadAsync(key, crc32C, cancel));
    }

    public Task<CopyReply> CopyAsync(
        string from,
        string to,
        long length,
        string? continuation,
        CancellationToken cancel
    ) => inner.CopyAsync(from, to, length, continuation, cancel);

    public async Task<ICopySession> BeginCopyAsync(
        string from,
        string to,
        CancellationToken cancel
    ) => new CopySession(this, await inner.BeginCopyAsync(from, to, cancel));

    public Task<ListPage> ListAsync(
        string prefix,
        string? continuation,
        CancellationToken cancel
    ) => inner.ListAsync(prefix, continuation, cancel);

    public Task<ListPage?> ListAfterAsync(
        string prefix,
        string after,
        int most,
        CancellationToken cancel
    ) => inner.ListAfterAsync(prefix, after, most, cancel);

    public Task<FolderPage> ListFoldersAsync(string? continuation, CancellationToken cancel) =>
        inner.ListFoldersAsync(continuation, cancel);

    public Task DeleteAsync(string key, CancellationToken cancel) => inner.DeleteAsync(key, cancel);

    public Task<DateTimeOffset> ServerTimeAsync(CancellationToken cancel) =>
        inner.ServerTimeAsync(cancel);

    public void Dispose() => inner.Dispose();

    private sealed class CopySession(HookedClient client, ICopySession inner) : ICopySession
    {
        public int Parts => inner.Parts;

        public int MaxParallel => inner.MaxParallel;

        public async Task CopyPartAsync(int number, CancellationToken cancel)
        {
            await client.OnCopiedPart(number, cancel);
            await inner.CopyPartAsync(number, cancel);
        }

        public async Task CompleteAsync(CancellationToken cancel)
        {
            await inner.CompleteAsync(cancel);
            client.OnCopied();
        }

        public Task AbortAsync(CancellationToken cancel) => inner.AbortAsync(cancel);
    }

    private sealed class Session(HookedClient client, IUploadSession inner) : IUploadSession
    {
        public int MaxParallel => inner.MaxParallel;

        public async Task PutPartAsync(
            int number,
            long offset,
            ReadOnlyMemory<byte> content,
            bool isLast,
            CancellationToken cancel
        )
        {
            await client.OnPart(number, cancel);
            await inner.PutPartAsync(number, offset, content, isLast, cancel);
        }

        public Task CompleteAsync(CancellationToken cancel) => inner.CompleteAsync(cancel);

        public Task AbortAsync(CancellationToken cancel) => inner.AbortAsync(cancel);
    }
}
