using Bench.Testing.Gcs.Protocol;

namespace Bench.Testing.Gcs.Objects;

/// <summary>The moment in which an upload becomes an object, or does not.</summary>
internal static class ObjectInserts
{
    /// <param name="hashes">The header x-goog-hash of the request that ends the upload.</param>
    public static StoredObject Insert(
        Bucket bucket,
        ObjectMetadata metadata,
        Blob content,
        string? hashes,
        Func<long> nextGeneration
    )
    {
        var computed = Convert.ToBase64String(Convert.FromHexString(content.Crc32C));
        foreach (var sent in new[] { metadata.Crc32C, Crc32COf(hashes) }.OfType<string>())
        {
            if (!string.Equals(sent, computed, StringComparison.Ordinal))
            {
                content.Drop();
                throw ApiException.WrongHash(sent, computed);
            }
        }
        return bucket.Put(
                metadata.Name,
                metadata.ContentType,
                content,
                metadata.IfGeneration,
                nextGeneration
            ) ?? throw ApiException.Condition();
    }

    private static string? Crc32COf(string? hashes) =>
        hashes
            ?.Split(',')
            .Select(hash => hash.Trim())
            .Where(hash => hash.StartsWith("crc32c=", StringComparison.Ordinal))
            .Select(hash => hash["crc32c=".Length..])
            .FirstOrDefault();
}
