using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Bench.Storage.Buckets;

namespace Bench.Storage.Gcs;

/// <summary>
/// Writes the requests of the JSON API. An object's name is one percent-encoded segment of the path, or stands in JSON.
/// </summary>
internal sealed class GcsRequests(GcsSettings settings)
{
    private const string MediaType = "application/octet-stream";

    private readonly string _objects = $"{settings.Endpoint}/storage/v1/b/{settings.Bucket}/o";

    private readonly string _uploads =
        $"{settings.Endpoint}/upload/storage/v1/b/{settings.Bucket}/o?uploadType=";

    public HttpRequestMessage Download(string name, ByteRange range, string? generation)
    {
        var pinned = generation is null ? "" : $"&generation={Escaped(generation)}";
        var request = New(HttpMethod.Get, $"{_objects}/{Escaped(name)}?alt=media{pinned}");
        if (range is not { Offset: 0, Length: null })
        {
            request.Headers.Range = new RangeHeaderValue(
                range.Offset,
                range.Offset + range.Length - 1
            );
        }
        return request;
    }

    public HttpRequestMessage Describe(string name, string? generation)
    {
        var pinned = generation is null ? "" : $"&generation={Escaped(generation)}";
        return New(
            HttpMethod.Get,
            $"{_objects}/{Escaped(name)}?fields=name,size,generation,crc32c,md5Hash{pinned}"
        );
    }

    public HttpRequestMessage Delete(string name) =>
        New(HttpMethod.Delete, $"{_objects}/{Escaped(name)}");

    /// <param name="prefix">Of whole names.</param>
    public HttpRequestMessage List(string prefix, string? pageToken, int most)
    {
        var token = pageToken is null ? "" : $"&pageToken={Escaped(pageToken)}";
        var query = $"prefix={Escaped(prefix)}&maxResults={most}{token}";
        return New(
            HttpMethod.Get,
            $"{_objects}?{query}&fields=nextPageToken,items(name,size,generation,timeCreated)"
        );
    }

    /// <summary>Name, checksum and bytes in one request; the server compares the checksum.</summary>
    public HttpRequestMessage Upload(
        string name,
        ReadOnlyMemory<byte> content,
        string crc32C,
        bool createOnly
    )
    {
        var media = new ReadOnlyMemoryContent(content);
        media.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        var request = New(HttpMethod.Post, $"{_uploads}multipart{Condition(createOnly)}");
        request.Content = new MultipartContent("related") { Metadata(name, crc32C), media };
        return request;
    }

    public HttpRequestMessage BeginUpload(string name, string? crc32C, bool createOnly)
    {
        var request = New(HttpMethod.Post, $"{_uploads}resumable{Condition(createOnly)}");
        request.Content = Metadata(name, crc32C);
        request.Headers.Add("X-Upload-Content-Type", MediaType);
        return request;
    }

    /// <summary>Sends bytes to an upload session, or asks how far it is when there are none.</summary>
    /// <param name="session">Its address, as the server gave it.</param>
    /// <param name="total">Length of the whole object; null while it is not known.</param>
    /// <param name="crc32C">Of the whole object, in hex, when it ends here.</param>
    public static HttpRequestMessage UploadPart(
        Uri session,
        long offset,
        ReadOnlyMemory<byte> content,
        long? total,
        string? crc32C
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Put, session)
        {
            Content = new ReadOnlyMemoryContent(content),
        };
        var bytes = content.IsEmpty ? "*" : $"{offset}-{offset + content.Length - 1}";
        var whole = total?.ToString(CultureInfo.InvariantCulture) ?? "*";
        request.Content.Headers.TryAddWithoutValidation("Content-Range", $"bytes {bytes}/{whole}");
        if (crc32C is not null)
        {
            request.Headers.Add(GcsHash.Header, $"crc32c={GcsHash.ToBase64(crc32C)}");
        }
        return request;
    }

    public static HttpRequestMessage CancelUpload(Uri session) => new(HttpMethod.Delete, session);

    /// <summary>An address whose escapes stay as they are.</summary>
    public static Uri Address(string address) =>
        new(
            address,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );

    private static HttpRequestMessage New(HttpMethod method, string address) =>
        new(method, Address(address));

    private static string Escaped(string text) => Uri.EscapeDataString(text);

    private static string Condition(bool createOnly) => createOnly ? "&ifGenerationMatch=0" : "";

    private static ByteArrayContent Metadata(string name, string? crc32C)
    {
        var metadata = new GcsObject
        {
            Name = name,
            ContentType = MediaType,
            Crc32c = crc32C is null ? null : GcsHash.ToBase64(crc32C),
        };
        var content = new ByteArrayContent(
            JsonSerializer.SerializeToUtf8Bytes(metadata, GcsJson.Default.GcsObject)
        );
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json")
        {
            CharSet = "UTF-8",
        };
        return content;
    }
}
