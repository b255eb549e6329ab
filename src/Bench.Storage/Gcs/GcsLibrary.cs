using Google.Apis.Http;
using Google.Apis.Services;
using Google.Apis.Storage.v1;
using Google.Cloud.Storage.V1;

namespace Bench.Storage.Gcs;

/// <summary>Makes Google's client, which brings credentials and headers. Every request is tried once.</summary>
internal static class GcsLibrary
{
    /// <summary>Replies that the library reads whole are no longer than this; a page of long names has some megabytes.</summary>
    private const long MostReplyBytes = 64 << 20;

    /// <param name="credential">Null for anonymous requests.</param>
    public static StorageClient Open(
        string endpoint,
        IConfigurableHttpClientInitializer? credential
    )
    {
        // Not by the library's builder: it cannot switch compression off, of requests and of objects' bytes.
        var service = new StorageService(
            new BaseClientService.Initializer
            {
                ApplicationName = "bench",
                BaseUri = endpoint + "/storage/v1/",
                DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
                GZipEnabled = false,
                // A long GET stays one: not every server knows X-HTTP-Method-Override.
                MaxUrlLength = 0,
                HttpClientInitializer = credential,
                HttpClientFactory = new HttpClientFromMessageHandlerFactory(
                    _ => new HttpClientFromMessageHandlerFactory.ConfiguredHttpMessageHandler(
                        new GcsReplyHeaders(NewHandler()),
                        performsAutomaticDecompression: false,
                        handlesRedirect: false
                    )
                ),
            }
        );
        service.HttpClient.Timeout = Timeout.InfiniteTimeSpan;
        service.HttpClient.MaxResponseContentBufferSize = MostReplyBytes;
        service.HttpClient.MessageHandler.NumTries = 1;
        service.HttpClient.MessageHandler.FollowRedirect = false;
        return new StorageClientImpl(service);
    }

    private static SocketsHttpHandler NewHandler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // Long runs must see changes of the server's addresses.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
}
