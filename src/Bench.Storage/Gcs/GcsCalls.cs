using System.Net;
using Google;
using Google.Apis.Services;
using Google.Cloud.Storage.V1;

namespace Bench.Storage.Gcs;

/// <summary>
/// Runs calls of Google's client, which is opened with credentials at the first one, and classes their errors. Each call
/// is one request that is tried once.
/// </summary>
internal sealed class GcsCalls(GcsSettings settings) : IDisposable
{
    /// <summary>What is said of one object, or of a refusal.</summary>
    private const int MostReplyBytes = 64 * 1024;

    private readonly SemaphoreSlim _opening = new(1);
    private volatile StorageClient? _client;

    /// <param name="uri">What the call is about, for messages.</param>
    /// <param name="answers">Statuses that are answers although they are no success; all others are errors.</param>
    public async Task<GcsAnswer<T>> AskAsync<T>(
        string uri,
        Func<StorageClient, Task<T>> call,
        CancellationToken cancel,
        params HttpStatusCode[] answers
    )
        where T : class
    {
        cancel.ThrowIfCancellationRequested();
        var client = _client ?? await OpenAsync(cancel);
        var headers = GcsReplyHeaders.Watch();
        try
        {
            return new GcsAnswer<T>(await call(client), null, headers.Date);
        }
        catch (GoogleApiException e) when (e.HttpStatusCode != default)
        {
            var refusal = GcsRefusal.Of(e, headers);
            return answers.Contains(refusal.Status)
                ? new GcsAnswer<T>(null, refusal, headers.Date)
                : throw GcsErrors.OfRefusal(refusal, uri);
        }
        catch (GoogleApiException e)
        {
            throw GcsErrors.NotUnderstood(uri, "its reply is not the JSON that is documented", e);
        }
        catch (Exception e) when (GcsErrors.IsTransportError(e, cancel))
        {
            throw GcsErrors.OfException(e, uri);
        }
    }

    /// <summary>What the server answers with success; every refusal is an error.</summary>
    public async Task<T> GetAsync<T>(
        string uri,
        Func<StorageClient, Task<T>> call,
        CancellationToken cancel
    )
        where T : class => (await AskAsync(uri, call, cancel, answers: [])).Value!;

    /// <summary>Sends a request that the client has no call for, within one of the above, and fails as the client does.</summary>
    /// <param name="also">A status that is no failure here.</param>
    /// <returns>The reply, whose content is still on its way.</returns>
    public static async Task<HttpResponseMessage> SendAsync(
        StorageClient client,
        HttpRequestMessage request,
        CancellationToken cancel,
        HttpStatusCode? also = null
    )
    {
        using (request)
        {
            var reply = await client.Service.HttpClient.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                cancel
            );
            if (reply.IsSuccessStatusCode || reply.StatusCode == also)
            {
                return reply;
            }
            using (reply)
            {
                throw await RefusedAsync(client.Service, reply, cancel);
            }
        }
    }

    /// <summary>Reads a reply as the client does.</summary>
    public static async Task<T> ReadAsync<T>(
        StorageClient client,
        HttpResponseMessage reply,
        CancellationToken cancel
    )
    {
        await reply.Content.LoadIntoBufferAsync(MostReplyBytes, cancel);
        return await client.Service.DeserializeResponse<T>(reply);
    }

    public void Dispose()
    {
        _client?.Dispose();
        _opening.Dispose();
    }

    private static async Task<GoogleApiException> RefusedAsync(
        IClientService service,
        HttpResponseMessage reply,
        CancellationToken cancel
    )
    {
        try
        {
            await reply.Content.LoadIntoBufferAsync(MostReplyBytes, cancel);
            return new GoogleApiException(service.Name)
            {
                HttpStatusCode = reply.StatusCode,
                Error = await service.DeserializeError(reply),
            };
        }
        catch (GoogleApiException e)
        {
            // No JSON: it holds the text.
            return e;
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // A reply that breaks off, or does not end, still has its status.
            return new GoogleApiException(service.Name) { HttpStatusCode = reply.StatusCode };
        }
    }

    private async Task<StorageClient> OpenAsync(CancellationToken cancel)
    {
        await _opening.WaitAsync(cancel);
        try
        {
            return _client ??= GcsLibrary.Open(
                settings.Endpoint,
                await GcsCredentials.FindAsync(settings, cancel)
            );
        }
        finally
        {
            _opening.Release();
        }
    }
}

/// <summary>What came of a call.</summary>
/// <param name="Value">Null where the server refused.</param>
/// <param name="Refusal">Null where it did not.</param>
/// <param name="Date">The server's time.</param>
internal sealed record GcsAnswer<T>(T? Value, GcsRefusal? Refusal, DateTimeOffset? Date)
    where T : class;
