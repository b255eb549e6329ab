using System.Globalization;
using System.Text.Json.Nodes;

namespace Bench.Testing.Gcs.Objects;

/// <summary>One generation of an object.</summary>
internal sealed record StoredObject(
    string Bucket,
    string Name,
    long Generation,
    string ContentType,
    Blob Blob,
    DateTimeOffset Created
)
{
    /// <summary>CRC-32C as the API writes it: base64 of the bytes, the highest first.</summary>
    public string Crc32C => Convert.ToBase64String(Convert.FromHexString(Blob.Crc32C));

    /// <summary>The resource of the JSON API; its 64-bit numbers are strings.</summary>
    public JsonObject ToJson() =>
        new()
        {
            ["kind"] = "storage#object",
            ["id"] = $"{Bucket}/{Name}/{Generation}",
            ["bucket"] = Bucket,
            ["name"] = Name,
            ["generation"] = Generation.ToString(CultureInfo.InvariantCulture),
            ["metageneration"] = "1",
            ["contentType"] = ContentType,
            ["storageClass"] = "STANDARD",
            ["size"] = Blob.Length.ToString(CultureInfo.InvariantCulture),
            ["crc32c"] = Crc32C,
            ["timeCreated"] = Time(Created),
            ["updated"] = Time(Created),
        };

    private static string Time(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
