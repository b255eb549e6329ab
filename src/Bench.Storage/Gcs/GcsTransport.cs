using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bench.Storage.Gcs;

/// <summary>Sends requests, each once, through the service, which it opens with credentials at the first request.</summary>
internal sealed class GcsTransport(GcsSettings settings) : IDisposable
{
    private readonly SemaphoreSlim _opening = new(1);
    private volatile GcsService? _service;

    /// <summary>The reply, whatever its status; its content is still on its way.</summary>
    /// <param name="uri">What the request is about, for messages.</param>
    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        string uri,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        using (request)
        {
            var service = _service ?? await OpenAsync(cancel);
            try
            {
                return await service.HttpClient.SendAsync(
                    request,
                    HttpCompletionOption.ResponseHeadersRead,
                    cancel
                );
            }
            catch (Exception e) when (GcsErrors.IsTransportError(e, cancel))
            {
                throw GcsErrors.OfException(e, uri);
            }
        }
    }

    /// <summary>As <see cref="SendAsync"/>, for requests to which only success and the statuses named are answers.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        string uri,
        CancellationToken cancel,
        params HttpStatusCode[] answers
    )
    {
        var reply = await SendAsync(request, uri, cancel);
        if (reply.IsSuccessStatusCode || answers.Contains(reply.StatusCode))
        {
            return reply;
        }
        using (reply)
        {
            throw await GcsErrors.OfReplyAsync(reply, uri, cancel);
        }
    }

    public static async Task<T> ReadJsonAsync<T>(
        HttpResponseMessage reply,
        JsonTypeInfo<T> type,
        string uri,
        CancellationToken cancel
    )
        where T : class
    {
        try
        {
            await using var content = await reply.Content.ReadAsStreamAsync(cancel);
            return await JsonSerializer.DeserializeAsync(content, type, cancel)
                ?? throw new JsonException("The reply is null.");
        }
        catch (JsonException e)
        {
            throw GcsErrors.NotUnderstood(uri, "its reply is not the JSON that is documented", e);
        }
        catch (Exception e) when (GcsErrors.IsTransportError(e, cancel))
        {
            throw GcsErrors.OfException(e, uri);
        }
    }

    public void Dispose()
    {
        _service?.Dispose();
        _opening.Dispose();
    }

    private async Task<GcsService> OpenAsync(CancellationToken cancel)
    {
        await _opening.WaitAsync(cancel);
        try
        {
            return _service ??= GcsService.Open(
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
