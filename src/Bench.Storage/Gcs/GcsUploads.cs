using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Google.Apis.Services;
using Google.Cloud.Storage.V1;
using Object = Google.Apis.Storage.v1.Data.Object;

namespace Bench.Storage.Gcs;

/// <summary>
/// The requests of uploads, for which Google's client has no equal: it sends small objects in two requests instead of
/// one, reads parts from a stream of its own choice, and drops the path of an endpoint.
/// </summary>
internal sealed class GcsUploads(GcsSettings settings)
{
    public const HttpStatusCode Incomplete = HttpStatusCode.PermanentRedirect;

    private const string MediaType = "application/octet-stream";

    private readonly string _address =
        $"{settings.Endpoint}/upload/storage/v1/b/{settings.Bucket}/o?uploadType=";

    /// <summary>Name, checksum and bytes in one request; the server compares the checksum.</summary>
    public Task<HttpResponseMessage> SendWholeAsync(
        StorageClient client,
        string name,
        ReadOnlyMemory<byte> content,
        string crc32C,
        bool createOnly,
        CancellationToken cancel
    )
    {
        var media = new ReadOnlyMemoryContent(content);
        media.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        var request = New("multipart", createOnly);
        request.Content = new MultipartContent("related")
        {
            Metadata(client.Service, name, crc32C),
            media,
        };
        return GcsCalls.SendAsync(client, request, cancel);
    }

    public Task<HttpResponseMessage> BeginAsync(
        StorageClient client,
        string name,
        string? crc32C,
        bool createOnly,
        CancellationToken cancel
    )
    {
        var request = New("resumable", createOnly);
        request.Content = Metadata(client.Service, name, crc32C);
        request.Headers.Add("X-Upload-Content-Type", MediaType);
        return GcsCalls.SendAsync(client, request, cancel);
    }

    /// <summary>Sends bytes to an upload session, or asks how far it is when there are none.</summary>
    /// <param name="session">Its address, as the server gave it.</param>
    /// <param name="total">Length of the whole object; null while it is not known.</param>
    /// <param name="crc32C">Of the whole object, in hex, when it ends here.</param>
    public static Task<HttpResponseMessage> SendPartAsync(
        StorageClient client,
        Uri session,
        long offset,
        ReadOnlyMemory<byte> content,
        long? total,
        string? crc32C,
        CancellationToken cancel
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
        return GcsCalls.SendAsync(client, request, cancel, also: Incomplete);
    }

    public static Task<HttpResponseMessage> CancelAsync(
        StorageClient client,
        Uri session,
        CancellationToken cancel
    ) => GcsCalls.SendAsync(client, new HttpRequestMessage(HttpMethod.Delete, session), cancel);

    /// <summary>An address whose escapes stay as they are.</summary>
    public static Uri Address(string address) =>
        new(
            address,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );

    private HttpRequestMessage New(string type, bool createOnly) =>
        new(HttpMethod.Post, Address(_address + type + (createOnly ? "&ifGenerationMatch=0" : "")));

    private static ByteArrayContent Metadata(IClientService service, string name, string? crc32C)
    {
        var metadata = new Object
        {
            Name = name,
            ContentType = MediaType,
            Crc32c = crc32C is null ? null : GcsHash.ToBase64(crc32C),
        };
        var content = new ByteArrayContent(
            Encoding.UTF8.GetBytes(service.SerializeObject(metadata))
        );
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json")
        {
            CharSet = "UTF-8",
        };
        return content;
    }
}
