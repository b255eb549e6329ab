using System.Net;
using Bench.Rpc.Contract;
using Bench.Rpc.Framing;
using Bench.Rpc.Metadata;

namespace Bench.Rpc.Client.Calls;

/// <summary>The request of a call without its body.</summary>
internal static class CallHeaders
{
    private const string Agent = "bench-rpc/1";

    public static HttpRequestMessage Request(
        Uri address,
        RpcMethod method,
        RpcCallOptions options,
        bool compress
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, method.Path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        Add(request, "te", "trailers");
        Add(request, "user-agent", Agent);
        Add(request, MessageEncoding.AcceptHeaderName, MessageEncoding.Accepted);
        if (compress)
        {
            Add(request, MessageEncoding.HeaderName, Gzip.Name);
        }
        if (options.Timeout is { } timeout)
        {
            Add(request, "grpc-timeout", TimeoutText.Format(timeout));
        }
        if (options.BearerToken is { } token)
        {
            CheckSecrecy(address);
            Add(request, "authorization", $"Bearer {token}");
        }
        foreach (var (name, value) in options.Headers)
        {
            Add(request, name, value);
        }
        return request;
    }

    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.TryAddWithoutValidation(name, value))
        {
            throw new ArgumentException(
                $"The metadata name '{name}' is one of HTTP's own.",
                nameof(name)
            );
        }
    }

    private static void CheckSecrecy(Uri address)
    {
        if (address.Scheme is not "https" && !address.IsLoopback)
        {
            throw new InvalidOperationException(
                $"A token does not go to {address} over plain HTTP; use https."
            );
        }
    }
}
