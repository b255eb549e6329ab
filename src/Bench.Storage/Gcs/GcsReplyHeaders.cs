namespace Bench.Storage.Gcs;

/// <summary>Notes of each reply what the library does not hand on: when the server wants to be asked again, and its time.</summary>
internal sealed class GcsReplyHeaders(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly AsyncLocal<Noted?> Watcher = new();

    /// <summary>What the replies to the caller's requests say, from now on; the last one counts.</summary>
    public static Noted Watch() => Watcher.Value = new Noted();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var reply = await base.SendAsync(request, cancellationToken);
        if (Watcher.Value is { } noted)
        {
            noted.Reason = reply.ReasonPhrase;
            noted.Date = reply.Headers.Date;
            noted.RetryAfter = RetryAfterOf(reply);
        }
        return reply;
    }

    /// <summary>A point in time is taken by the clock that the reply itself shows.</summary>
    private static TimeSpan? RetryAfterOf(HttpResponseMessage reply)
    {
        var asked = reply.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date - reply.Headers.Date);
        return wait > TimeSpan.Zero ? wait : null;
    }

    internal sealed class Noted
    {
        public string? Reason { get; set; }

        public DateTimeOffset? Date { get; set; }

        public TimeSpan? RetryAfter { get; set; }
    }
}
