using System.Net;
using System.Net.Http.Headers;

namespace Bench.Rpc.Tests.Http;

/// <summary>A request as bytes, to send what no well-behaved client would.</summary>
internal static class RawCall
{
    public static async Task<RawReply> PostAsync(
        Uri address,
        string path,
        byte[] body,
        params (string Name, string Value)[] headers
    )
    {
        using var client = new HttpMessageInvoker(new SocketsHttpHandler());
        return await PostAsync(client, address, path, body, headers);
    }

    public static async Task<RawReply> PostAsync(
        HttpMessageInvoker client,
        Uri address,
        string path,
        byte[] body,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        var type = headers.FirstOrDefault(it => it.Name is "content-type").Value;
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(
            type ?? "application/grpc"
        );
        foreach (var (name, value) in headers.Where(it => it.Name is not "content-type"))
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }
        using var response = await client.SendAsync(request, Servers.Bounds.Token());
        var bytes = await response.Content.ReadAsByteArrayAsync(Servers.Bounds.Token());
        return new(
            (int)response.StatusCode,
            Value(response, "grpc-status"),
            Value(response, "grpc-message"),
            Value(response, "grpc-encoding"),
            bytes
        );
    }

    /// <summary>A message with its prefix.</summary>
    public static byte[] Frame(byte flag, byte[] payload) =>
        [
            flag,
            (byte)(payload.Length >> 24),
            (byte)(payload.Length >> 16),
            (byte)(payload.Length >> 8),
            (byte)payload.Length,
            .. payload,
        ];

    private static string? Value(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var trailers) ? trailers.Single()
        : response.Headers.TryGetValues(name, out var headers) ? headers.Single()
        : null;
}

internal sealed record RawReply(
    int HttpStatus,
    string? Status,
    string? Message,
    string? Encoding,
    byte[] Body
);
