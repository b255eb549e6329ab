using System.Net.ServerSentEvents;

namespace Bench.Coordinator.Tests.Dashboard;

/// <summary>A browser's side of a live stream.</summary>
internal sealed class SseReader : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _stream;
    private readonly IAsyncEnumerator<SseItem<string>> _items;
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(20));

    private SseReader(HttpResponseMessage response, Stream stream)
    {
        (_response, _stream) = (response, stream);
        _items = SseParser.Create(stream).EnumerateAsync(_limit.Token).GetAsyncEnumerator();
    }

    public HttpResponseMessage Response => _response;

    public static async Task<SseReader> OpenAsync(
        HttpClient client,
        string path,
        string? lastEventId = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new SseReader(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event that is no ping; null at the end of the stream.</summary>
    public async Task<SseItem<string>?> NextAsync()
    {
        while (await _items.MoveNextAsync())
        {
            if (_items.Current.EventType != "ping")
            {
                return _items.Current;
            }
        }
        return null;
    }

    /// <summary>The ids of the next events.</summary>
    public async Task<List<string?>> IdsAsync(int count)
    {
        var ids = new List<string?>();
        for (var i = 0; i < count; i++)
        {
            ids.Add((await NextAsync())!.Value.EventId);
        }
        return ids;
    }

    public async ValueTask DisposeAsync()
    {
        await _items.DisposeAsync();
        await _stream.DisposeAsync();
        _response.Dispose();
        _limit.Dispose();
    }
}
