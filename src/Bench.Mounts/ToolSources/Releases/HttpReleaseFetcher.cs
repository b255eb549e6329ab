using System.Net;

namespace Bench.Mounts.ToolSources.Releases;

/// <summary>Downloads over HTTP, following redirects.</summary>
public sealed class HttpReleaseFetcher(HttpClient client) : IReleaseFetcher
{
    /// <summary>With the proxy settings of the environment.</summary>
    public static HttpReleaseFetcher Default { get; } =
        new(new HttpClient { Timeout = Timeout.InfiniteTimeSpan });

    public Task FetchAsync(Uri address, string path, CancellationToken cancel) =>
        AskAsync(
            address,
            async content =>
            {
                await using var file = new FileStream(path, FileMode.CreateNew);
                await content.CopyToAsync(file, cancel);
            },
            cancel
        );

    /// <summary>The same request as for loading it, ended after the headers: not all servers answer HEAD.</summary>
    public Task CheckAsync(Uri address, CancellationToken cancel) =>
        AskAsync(address, _ => Task.CompletedTask, cancel);

    private async Task AskAsync(Uri address, Func<HttpContent, Task> use, CancellationToken cancel)
    {
        try
        {
            using var reply = await client.GetAsync(
                address,
                HttpCompletionOption.ResponseHeadersRead,
                cancel
            );
            if (!reply.IsSuccessStatusCode)
            {
                throw new ToolSourceException(Refusal(address, reply.StatusCode));
            }
            await use(reply.Content);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            throw new ToolSourceException(
                $"{address} cannot be downloaded: {e.Message}; it needs the network, "
                    + "else name a program in the commit column (path:/… or installed)",
                e
            );
        }
    }

    private static string Refusal(Uri address, HttpStatusCode code) =>
        code is HttpStatusCode.NotFound or HttpStatusCode.Gone
            ? $"there is no release at {address} (HTTP {(int)code}); check the version in the commit column"
            : $"{address} cannot be downloaded: HTTP {(int)code}; try again later, or name a program in the commit column (path:/… or installed)";
}
