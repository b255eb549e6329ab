using System.Runtime.ExceptionServices;
using Bench.Storage.Buckets;
using Bench.Storage.Resilience;

namespace Bench.Storage.Transfers;

/// <summary>
/// Sends a large object in parts, several at once where the server allows it and all transfers of the store have room
/// for them, each tried again by itself. Memory is bounded by the parts on their way and the one that is being read. When
/// anything fails the parts are given up.
/// </summary>
internal sealed class PartsUpload(Fetching fetching, string key, PartReader reader, string? crc32C)
{
    private readonly IBucketClient _client = fetching.Client;
    private IUploadSession? _session;

    private string Uri => StoreUris.Child(_client.Uri, key);

    public async Task RunAsync(ContentPart first, CancellationToken cancel)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            _session = await BeginAsync(first, cancel);
            await SendAllAsync(first, failed);
            CheckSource();
            await fetching.Policy.RunAsync(
                new Request(_client.Uri, key) { IsAssembly = true },
                static (session, token) => session.CompleteAsync(token),
                _session,
                cancel
            );
        }
        catch
        {
            await AbortAsync();
            throw;
        }
        await CheckStoredAsync(cancel);
    }

    private async Task<IUploadSession> BeginAsync(ContentPart first, CancellationToken cancel)
    {
        try
        {
            return await fetching.Policy.RunAsync(
                new Request(_client.Uri, key),
                static async (s, token) => await s.Client.BeginUploadAsync(s.Key, s.Crc, token),
                (Client: _client, Key: key, Crc: crc32C),
                cancel
            );
        }
        catch
        {
            fetching.Buffers.Return(first.Buffer);
            throw;
        }
    }

    private async Task SendAllAsync(ContentPart first, CancellationTokenSource failed)
    {
        var parallel = Math.Max(1, Math.Min(_session!.MaxParallel, _client.Limits.Parallel));
        using var lines = new SemaphoreSlim(parallel);
        // One part is read while the others are on their way; the first one is read already. With one line the parts keep
        // their order.
        using var buffers = new SemaphoreSlim(parallel);
        var sending = new List<Task>();
        Exception? broken = null;
        try
        {
            for (var part = first; ; part = await reader.NextAsync(failed.Token))
            {
                sending.Add(SendAsync(part, lines, buffers, failed));
                if (part.IsLast)
                {
                    break;
                }
                await buffers.WaitAsync(failed.Token);
                await RoomAsync(sending);
            }
        }
        catch (Exception e)
        {
            broken = e;
            await failed.CancelAsync();
        }
        try
        {
            await Task.WhenAll(sending);
        }
        catch (Exception e)
        {
            // What went wrong first; the others were cancelled for it.
            broken = FirstCause(sending) ?? broken ?? e;
        }
        if (broken is not null)
        {
            ExceptionDispatchInfo.Throw(broken);
        }
    }

    /// <summary>Where there is none, waits for parts of its own only: those it will get the room of.</summary>
    private async Task RoomAsync(List<Task> sending)
    {
        while (
            !fetching.Buffers.HasRoom
            && sending.Where(one => !one.IsCompleted).ToList() is { Count: > 0 } on
        )
        {
            await Task.WhenAny(on);
        }
    }

    private static Exception? FirstCause(List<Task> sending) =>
        sending
            .Select(task => task.Exception?.InnerException)
            .FirstOrDefault(error => error is not null and not OperationCanceledException);

    private async Task SendAsync(
        ContentPart part,
        SemaphoreSlim lines,
        SemaphoreSlim buffers,
        CancellationTokenSource failed
    )
    {
        try
        {
            await lines.WaitAsync(failed.Token);
            try
            {
                await fetching.Policy.RunAsync(
                    new Request(_client.Uri, key, part.Length),
                    static (s, token) =>
                        s.Session.PutPartAsync(
                            s.Part.Number,
                            s.Part.Offset,
                            s.Part.Content,
                            s.Part.IsLast,
                            token
                        ),
                    (Session: _session!, Part: part),
                    failed.Token
                );
            }
            finally
            {
                lines.Release();
            }
        }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
        finally
        {
            fetching.Buffers.Return(part.Buffer);
            buffers.Release();
        }
    }

    private void CheckSource()
    {
        if (crc32C is not null && crc32C != reader.Crc32C)
        {
            throw new StoreException(
                StoreError.Corrupt,
                Uri,
                $"what was to be stored changed meanwhile: CRC-32C {crc32C} before, {reader.Crc32C} while it was sent",
                "store it again when nothing writes to it any more"
            );
        }
    }

    /// <summary>What the store says that it has now.</summary>
    private async Task CheckStoredAsync(CancellationToken cancel)
    {
        var (length, crc) = await fetching.Policy.RunAsync(
            new Request(_client.Uri, key),
            static (upload, token) => upload.StoredAsync(token),
            this,
            cancel
        );
        if (length != reader.Length || (crc ?? reader.Crc32C) != reader.Crc32C)
        {
            throw new StoreException(
                StoreError.Corrupt,
                Uri,
                $"{reader.Length} bytes with CRC-32C {reader.Crc32C} were sent, the store has {length} with {crc ?? "none"}",
                "store it again; another writer of the same key may have come between"
            );
        }
    }

    private async ValueTask<(long Length, string? Crc32C)> StoredAsync(CancellationToken cancel)
    {
        await using var read = await _client.ReadAsync(
            key,
            new ByteRange(reader.Length - 1, 1),
            version: null,
            cancel
        );
        return read is null ? (0, null) : (read.ObjectLength, read.Crc32C);
    }

    /// <summary>Also after a cancellation: parts that nobody gives up are paid for until the bucket's own rules end them.</summary>
    private async Task AbortAsync()
    {
        if (_session is null)
        {
            return;
        }
        var policy = fetching.Policy;
        using var limit = new CancellationTokenSource(policy.Settings.AttemptTimeout, policy.Time);
        try
        {
            await policy.RunAsync(
                new Request(_client.Uri, key),
                static (session, token) => session.AbortAsync(token),
                _session,
                limit.Token
            );
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            // What went wrong before is what the caller must hear of.
        }
    }
}
