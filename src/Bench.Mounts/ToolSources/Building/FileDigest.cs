using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Bench.Mounts.ToolSources.Building;

/// <summary>Digests of files, and of what a program is made from.</summary>
internal static class FileDigest
{
    private const int KeyLength = 32;

    public static async Task<string> Sha256Async(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
    }

    /// <summary>A key of lists of texts: it differs whenever any of them differs, wherever one ends and the next begins.</summary>
    public static string KeyOf(params IReadOnlyList<string>[] parts)
    {
        IReadOnlyList<IReadOnlyList<string>> list = parts;
        var json = JsonSerializer.Serialize(
            list,
            ToolJson.Default.IReadOnlyListIReadOnlyListString
        );
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..KeyLength];
    }
}
