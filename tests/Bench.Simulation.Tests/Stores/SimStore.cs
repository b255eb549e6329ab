using System.Runtime.CompilerServices;
using Bench.Simulation.Tests.Scheduling;
using Bench.Simulation.Tests.Tracing;
using Bench.Storage;

namespace Bench.Simulation.Tests.Stores;

/// <summary>Who wants to know of requests before they have an effect and after it.</summary>
internal interface IRequestWatch
{
    /// <summary>A process asks for something.</summary>
    void Asked(SimProcess process, string operation, string key);

    /// <summary>It was done, and the process does not know it yet.</summary>
    void Done(SimProcess process, string operation, string key);
}

/// <summary>What all stores of one world share.</summary>
internal sealed class StoreWorld(Bucket bucket, Trace trace, IRequestWatch watch)
{
    public Bucket Bucket { get; } = bucket;

    public Trace Trace { get; } = trace;

    public IRequestWatch Watch { get; } = watch;

    public Weather Weather { get; set; } = Weather.Fair;
}

/// <summary>The bucket as one process reaches it: over a network that delays, loses, repeats and fails.</summary>
internal sealed class SimStore(SimProcess process, StoreWorld world) : IObjectStore
{
    public string Uri => "sim://bucket";

    public Task<byte[]?> GetAsync(string key, CancellationToken cancel) =>
        AskAsync("get", key, _ => world.Bucket.Get(key), Reply.OfContent, cancel);

    public async Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
        await AskAsync("get", key, _ => world.Bucket.Get(key), Reply.OfContent, cancel)
            is { } content
            ? new MemoryStream(content, writable: false)
            : null;

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel) =>
        PutAsync(key, content.ToArray(), cancel);

    public async Task PutAsync(string key, Stream content, CancellationToken cancel)
    {
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        await PutAsync(key, copy.ToArray(), cancel);
    }

    public Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        var (bytes, issued) = (content.ToArray(), process.Scheduler.Now);
        return AskAsync(
            "create",
            key,
            echo => world.Bucket.Create(WriteOf(WriteKind.Create, key, bytes, issued, echo)),
            static created => created ? "created" : "exists",
            cancel
        );
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var all = await AskAsync(
            "list",
            prefix,
            _ => world.Bucket.List(prefix),
            static found => $"{found.Count} found",
            cancel
        );
        foreach (var found in all)
        {
            yield return found;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancel)
    {
        var issued = process.Scheduler.Now;
        return AskAsync(
            "delete",
            key,
            echo =>
            {
                world.Bucket.Delete(WriteOf(WriteKind.Delete, key, [], issued, echo));
                return true;
            },
            static _ => "deleted",
            cancel
        );
    }

    private Task<bool> PutAsync(string key, byte[] content, CancellationToken cancel)
    {
        var issued = process.Scheduler.Now;
        return AskAsync(
            "put",
            key,
            echo =>
            {
                world.Bucket.Put(WriteOf(WriteKind.Put, key, content, issued, echo));
                return true;
            },
            static _ => "put",
            cancel
        );
    }

    private Write WriteOf(WriteKind kind, string key, byte[] content, long issued, bool echo) =>
        new(process.Scheduler.Now, issued, process, kind, key, content, echo);

    private Task<T> AskAsync<T>(
        string operation,
        string key,
        Func<bool, T> effect,
        Func<T, string> outcome,
        CancellationToken cancel
    )
    {
        process.Scheduler.CheckThread();
        if (!process.IsAlive)
        {
            // Killed at this very call: nothing of it reaches the bucket, and nobody waits for it.
            return new TaskCompletionSource<T>().Task;
        }
        if (cancel.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancel);
        }
        var request = new Request<T>(process, world, operation, key, effect, outcome);
        request.Send(cancel);
        world.Watch.Asked(process, operation, key);
        return request.Task;
    }
}

internal static class Reply
{
    public static string OfContent(byte[]? content) => content is null ? "absent" : "found";
}
