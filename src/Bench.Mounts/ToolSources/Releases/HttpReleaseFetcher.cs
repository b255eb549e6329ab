using System.Net;

namespace Bench.Mounts.ToolSources.Releases;

/// <summary>Downloads over HTTP, following redirects.</summary>
public sealed class HttpReleaseFetcher(HttpClient client) : IReleaseFetcher
{
    /// <summary>With the proxy settings of the environment.</summary>
    public static HttpReleaseFetcher Default { get; } =
        new(new HttpClient { Timeout = Timeout.InfiniteTimeSpan });

    public async Task FetchAsync(Uri address, string path, CancellationToken cancel)
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
            await using var file = new FileStream(path, FileMode.CreateNew);
            await reply.Content.CopyToAsync(file, cancel);
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
