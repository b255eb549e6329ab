using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Bench.Testing.Gcs.Protocol;

/// <summary>What the server answers, before any of it is sent.</summary>
internal sealed class Reply(int status, Stream body, long length) : IDisposable
{
    public int Status { get; } = status;

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Stands where the bytes to send begin.</summary>
    public Stream Body { get; } = body;

    /// <summary>How many bytes to send.</summary>
    public long Length { get; } = length;

    /// <summary>Whether the bytes are those of an object.</summary>
    public bool IsMedia { get; init; }

    public static Reply Json(int status, JsonNode json)
    {
        var bytes = Encoding.UTF8.GetBytes(json.ToJsonString());
        return new Reply(status, new MemoryStream(bytes), bytes.Length)
        {
            Headers = { ["Content-Type"] = "application/json; charset=UTF-8" },
        };
    }

    public static Reply Empty(int status) => new(status, Stream.Null, 0);

    /// <summary>What a resumable upload has so far.</summary>
    public static Reply Incomplete(long kept)
    {
        var reply = Empty(308);
        if (kept > 0)
        {
            reply.Headers["Range"] = string.Create(
                CultureInfo.InvariantCulture,
                $"bytes=0-{kept - 1}"
            );
        }
        return reply;
    }

    public void Dispose() => Body.Dispose();
}
