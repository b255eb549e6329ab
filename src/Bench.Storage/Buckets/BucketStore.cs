using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Bench.Storage.Resilience;
using Bench.Storage.Telemetry;
using Bench.Storage.Transfers;

namespace Bench.Storage.Buckets;

/// <summary>
/// A store in a bucket: each request is tried again in bounds, large objects go in parts, and what is read is compared
/// with the server's checksum.
/// </summary>
public sealed class BucketStore : IObjectStore, IServerClock, IDisposable
{
    /// <summary>Objects that are read whole come in one request up to this length, in bytes.</summary>
    private const int WholeBytes = 1 << 20;

    /// <summary>Opened objects up to this length are fetched at once, in bytes.</summary>
    private const int SmallBytes = 128 * 1024;

    /// <summary>Objects longer than so many parts are read in several ranges at once.</summary>
    private const int PartsToReadAhead = 3;

    /// <summary>So many transfers of large objects can have all their parts on their way at the same time.</summary>
    private const int TransfersAtFullWidth = 2;

    private readonly IBucketClient _client;
    private readonly RequestPolicy _policy;
    private readonly Fetching _fetching;

    /// <summary>A store that goes by the usual settings and the system's clock.</summary>
    public BucketStore(IBucketClient client)
        : this(
            client,
            new RequestSettings { Seed = RandomNumberGenerator.GetInt32(int.MaxValue) },
            TimeProvider.System
        ) { }

    public BucketStore(IBucketClient client, RequestSettings settings, TimeProvider time)
    {
        _client = client;
        _policy = new RequestPolicy(settings, time);
        _fetching = new Fetching(
            client,
            _policy,
            new PartBuffers(
                client.Limits.PartBytes + 1,
                TransfersAtFullWidth * (client.Limits.Parallel + 1)
            )
        );
    }

    public string Uri => _client.Uri;

    /// <summary>Parts of large objects that are in memory now.</summary>
    internal int PartsInUse => _fetching.Buffers.Rented;

    public Task<byte[]?> GetAsync(string key, CancellationToken cancel) =>
        StoreMetrics.TimeAsync(
            Uri,
            "get",
            () => ReadAsync(key, cancel),
            static content => StoreMetrics.Found(content is not null)
        );

    private async Task<byte[]?> ReadAsync(string key, CancellationToken cancel)
    {
        for (var again = true; ; again = false)
        {
            var fetched = await new ObjectFetch(_fetching, key).BeginAsync(WholeBytes, cancel);
            if (fetched?.Open is not { } open)
            {
                return fetched?.Whole;
            }
            try
            {
                await using var stream = Stream(key, open);
                var content = GC.AllocateUninitializedArray<byte>(checked((int)open.ObjectLength));
                await stream.ReadExactlyAsync(content, cancel);
                return content;
            }
            catch (StoreException e) when (again && e.Error == StoreError.Corrupt)
            {
                // Replaced while it was read, or bytes that came over wrong.
            }
        }
    }

    public Task<byte[]?> GetRangeAsync(
        string key,
        long offset,
        int length,
        CancellationToken cancel
    ) =>
        StoreMetrics.TimeAsync(
            Uri,
            "get",
            () => new RangeFetch(_fetching, key, offset, length).RunAsync(cancel),
            static content => StoreMetrics.Found(content is not null)
        );

    public Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
        StoreMetrics.TimeAsync(
            Uri,
            "open",
            () => BeginReadingAsync(key, cancel),
            static stream => StoreMetrics.Found(stream is not null)
        );

    private async Task<Stream?> BeginReadingAsync(string key, CancellationToken cancel)
    {
        var fetched = await new ObjectFetch(_fetching, key).BeginAsync(SmallBytes, cancel);
        return fetched switch
        {
            null => null,
            { Whole: { } whole } => new MemoryStream(whole, writable: false),
            _ => Stream(key, fetched.Open!),
        };
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel) =>
        StoreMetrics.TimeAsync(Uri, "put", () => WriteAsync(key, content, cancel));

    private Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel) =>
        _policy.RunAsync(
            new Request(Uri, key, content.Length),
            static (s, token) => s.Client.WriteAsync(s.Key, s.Content, token),
            (Client: _client, Key: key, Content: content),
            cancel
        );

    public Task PutAsync(string key, Stream content, CancellationToken cancel) =>
        StoreMetrics.TimeAsync(
            Uri,
            "upload",
            () =>
                new Upload(_fetching, key, content).RunAsync(
                    (whole, token) => WriteAsync(key, whole, token),
                    cancel
                )
        );

    /// <inheritdoc/>
    /// <remarks>
    /// A create whose reply was lost is tried again and then finds the object there: that is false too. Who must know
    /// reads the object back.
    /// </remarks>
    public Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) =>
        StoreMetrics.TimeAsync(
            Uri,
            "create",
            () =>
                _policy.RunAsync(
                    new Request(Uri, key, content.Length),
                    static async (s, token) =>
                        await s.Client.TryCreateAsync(s.Key, s.Content, token),
                    (Client: _client, Key: key, Content: content),
                    cancel
                ),
            StoreMetrics.Created
        );

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancel) =>
        PagesAsync(
            prefix,
            async (from, token) =>
            {
                var page = await _client.ListAsync(prefix, from, token);
                return (page.Objects, page.Continuation);
            },
            cancel
        );

    public async Task<ObjectSlice?> ListAfterAsync(
        string prefix,
        string after,
        int most,
        CancellationToken cancel
    )
    {
        var page = await StoreMetrics.TimeAsync(
            Uri,
            "list",
            () =>
                _policy.RunAsync(
                    new Request(Uri, prefix),
                    static async (s, token) =>
                        await s.Client.ListAfterAsync(s.Prefix, s.After, s.Most, token),
                    (Client: _client, Prefix: prefix, After: after, Most: most),
                    cancel
                ),
            static _ => "ok"
        );
        return page is null ? null : new ObjectSlice(page.Objects, page.Continuation is null);
    }

    public async IAsyncEnumerable<string> ListFoldersAsync(
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var folders = PagesAsync(
            "",
            async (from, token) =>
            {
                var page = await _client.ListFoldersAsync(from, token);
                return (page.Folders, page.Continuation);
            },
            cancel
        );
        var last = "";
        await foreach (var folder in folders)
        {
            // A key that begins with a slash is in none.
            if (folder.Length > 0 && folder != last)
            {
                last = folder;
                yield return folder;
            }
        }
    }

    public Task CopyAsync(string from, string to, long length, CancellationToken cancel) =>
        StoreMetrics.TimeAsync(
            Uri,
            "copy",
            async () =>
            {
                var copy = new ServerCopy(_client, _policy, from, to, length);
                if (!await copy.TryRunAsync(cancel))
                {
                    await StreamedCopy.RunAsync(this, from, to, cancel);
                }
            }
        );

    public Task DeleteAsync(string key, CancellationToken cancel) =>
        StoreMetrics.TimeAsync(
            Uri,
            "delete",
            () =>
                _policy.RunAsync(
                    new Request(Uri, key),
                    static (s, token) => s.Client.DeleteAsync(s.Key, token),
                    (Client: _client, Key: key),
                    cancel
                )
        );

    public Task<DateTimeOffset> ServerTimeAsync(CancellationToken cancel) =>
        _policy.RunAsync(
            new Request(Uri, ""),
            static async (client, token) => await client.ServerTimeAsync(token),
            _client,
            cancel
        );

    public void Dispose() => _client.Dispose();

    private async IAsyncEnumerable<T> PagesAsync<T>(
        string prefix,
        Func<
            string?,
            CancellationToken,
            Task<(IReadOnlyList<T> Found, string? Continuation)>
        > nextAsync,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        string? continuation = null;
        do
        {
            var from = continuation;
            (var found, continuation) = await StoreMetrics.TimeAsync(
                Uri,
                "list",
                () =>
                    _policy.RunAsync(
                        new Request(Uri, prefix),
                        static async (s, token) => await s.NextAsync(s.From, token),
                        (NextAsync: nextAsync, From: from),
                        cancel
                    ),
                static _ => "ok"
            );
            foreach (var one in found)
            {
                yield return one;
            }
        } while (continuation is not null);
    }

    private VerifiedStream Stream(string key, ObjectRead open)
    {
        var limits = _client.Limits;
        var ahead =
            limits.Parallel > 1 && open.ObjectLength > (long)PartsToReadAhead * limits.PartBytes;
        IObjectSource source = ahead
            ? new ReadAheadSource(_fetching, key, open)
            : new SequentialSource(_fetching, key, open);
        return new VerifiedStream(source, open, StoreUris.Child(Uri, key));
    }
}
