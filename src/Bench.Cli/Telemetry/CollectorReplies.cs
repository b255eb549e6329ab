namespace Bench.Cli.Telemetry;

/// <summary>Sees whether the collector answers at all: nobody waits at the end for one that does not.</summary>
internal sealed class CollectorReplies() : DelegatingHandler(NewConnections())
{
    /// <summary>Longest time for a connection.</summary>
    public static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(1);

    private int _answered;

    /// <summary>Whether the last request was answered, with whatever.</summary>
    public bool Answers => Volatile.Read(ref _answered) == 1;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            Volatile.Write(ref _answered, 1);
            return response;
        }
        catch
        {
            Volatile.Write(ref _answered, 0);
            throw;
        }
    }

    protected override HttpResponseMessage Send(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var response = base.Send(request, cancellationToken);
            Volatile.Write(ref _answered, 1);
            return response;
        }
        catch
        {
            Volatile.Write(ref _answered, 0);
            throw;
        }
    }

    private static SocketsHttpHandler NewConnections() =>
        new()
        {
            ConnectTimeout = ConnectLimit,
            UseCookies = false,
            AllowAutoRedirect = false,
        };
}
