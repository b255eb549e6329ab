using Google.Apis.Http;
using Google.Apis.Services;

namespace Bench.Storage.Gcs;

/// <summary>
/// The JSON API of Google Cloud Storage as a service of Google's own library, which brings credentials and headers.
/// Every request is tried once.
/// </summary>
internal sealed class GcsService : BaseClientService
{
    private GcsService(Initializer initializer, string endpoint)
        : base(initializer)
    {
        BaseUri = endpoint + "/storage/v1/";
        HttpClient.Timeout = Timeout.InfiniteTimeSpan;
        HttpClient.MessageHandler.NumTries = 1;
        HttpClient.MessageHandler.FollowRedirect = false;
    }

    public override string Name => "storage";

    public override string BaseUri { get; }

    public override string BasePath => "storage/v1/";

    public override IList<string> Features { get; } = [];

    /// <param name="credential">Null for anonymous requests.</param>
    public static GcsService Open(
        string endpoint,
        IConfigurableHttpClientInitializer? credential
    ) =>
        new(
            new Initializer
            {
                ApplicationName = "bench",
                BaseUri = endpoint + "/",
                DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
                GZipEnabled = false,
                // A long GET stays one: not every server knows X-HTTP-Method-Override.
                MaxUrlLength = 0,
                HttpClientInitializer = credential,
                HttpClientFactory = new HttpClientFromMessageHandlerFactory(
                    _ => new HttpClientFromMessageHandlerFactory.ConfiguredHttpMessageHandler(
                        NewHandler(),
                        performsAutomaticDecompression: false,
                        handlesRedirect: false
                    )
                ),
            },
            endpoint
        );

    private static SocketsHttpHandler NewHandler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // Long runs must see changes of the server's addresses.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
}
