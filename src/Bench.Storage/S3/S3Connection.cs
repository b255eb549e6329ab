using System.Net.Http;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;

namespace Bench.Storage.S3;

/// <summary>The SDK's client as a store needs it: one try for each call, and checksums that every server knows.</summary>
internal sealed class S3Connection : AmazonS3Client
{
    private const int BodyBytes = 128 * 1024;

    private readonly OneHttpClient _http;

    private S3Connection(AmazonS3Config config, OneHttpClient http)
        : base(config) => _http = http;

    private S3Connection(AWSCredentials credentials, AmazonS3Config config, OneHttpClient http)
        : base(credentials, config) => _http = http;

    /// <param name="credentials">Null for the SDK's usual chain.</param>
    public static S3Connection Open(S3Settings settings, AWSCredentials? credentials)
    {
        var http = new OneHttpClient();
        var config = ConfigOf(settings, http);
        return credentials is null
            ? new S3Connection(config, http)
            : new S3Connection(credentials, config, http);
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new ServerClockPolicy(Config)));
        pipeline.AddHandler(new ReplyDateHandler());
        pipeline.AddHandlerBefore<Signer>(new UnsignedPayloadHandler());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _http.Dispose();
        }
    }

    private static AmazonS3Config ConfigOf(S3Settings settings, OneHttpClient http)
    {
        var config = new AmazonS3Config
        {
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            ThrottleRetries = false,
            AllowAutoRedirect = false,
            // Tries are timed by who makes them.
            Timeout = Timeout.InfiniteTimeSpan,
            HttpClientFactory = http,
            ForcePathStyle = settings.PathStyle,
            DisableLogging = true,
        };
        if (settings.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = settings.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
            config.IgnoreConfiguredEndpointUrls = true;
        }
        // The SDK's 8 KiB cost a system call each.
        config.BufferSize = BodyBytes;
        // Other servers than AWS refuse the SDK's own checksums; Content-MD5 is known to all.
        config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
        config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        return config;
    }

    /// <summary>One pool of connections for each client, ended with it.</summary>
    private sealed class OneHttpClient : HttpClientFactory, IDisposable
    {
        private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);
        private static readonly TimeSpan KeptOpen = TimeSpan.FromSeconds(20);

        private readonly HttpClient _client = new(
            new NoExpectHandler
            {
                InnerHandler = new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    ConnectTimeout = ConnectLimit,
                    PooledConnectionIdleTimeout = KeptOpen,
                    UseCookies = false,
                },
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

        public void Dispose() => _client.Dispose();
    }

    /// <summary>
    /// Bodies are sent without asking first: RGW takes the next request of a connection for the body of one that it
    /// refused without wanting it.
    /// </summary>
    private sealed class NoExpectHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            request.Headers.ExpectContinue = false;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
