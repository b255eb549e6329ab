using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Bench.Model.Digests;

/// <summary>What identifies the bytes of an object.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="Crc32C">CRC-32C (Castagnoli) in 8 hex digits; cheap, checked on every read.</param>
/// <param name="Sha256">SHA-256 in 64 hex digits; written at commit, checked by <c>bench report --verify</c>.</param>
public sealed record ContentDigest(long Length, string Crc32C, string Sha256)
{
    public static ContentDigest Of(ReadOnlySpan<byte> content) =>
        new(content.Length, Crc32CHash.HexOf(content), Sha256HexOf(content));

    /// <summary>Reads the stream to its end in one pass.</summary>
    public static async Task<ContentDigest> OfAsync(Stream content, CancellationToken cancel)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var crc = new Crc32CHash();
        var buffer = new byte[128 * 1024];
        long length = 0;
        int read;
        while ((read = await content.ReadAsync(buffer, cancel)) > 0)
        {
            sha.AppendData(buffer, 0, read);
            crc.Append(buffer.AsSpan(0, read));
            length += read;
        }
        return new ContentDigest(length, crc.Hex, Convert.ToHexStringLower(sha.GetHashAndReset()));
    }

    public static string Sha256HexOf(ReadOnlySpan<byte> content) =>
        Convert.ToHexStringLower(SHA256.HashData(content));
}

/// <summary>Incremental CRC-32C by the processor's own instruction.</summary>
public sealed class Crc32CHash
{
    private uint _state = uint.MaxValue;

    public string Hex => (~_state).ToString("x8", CultureInfo.InvariantCulture);

    public static string HexOf(ReadOnlySpan<byte> content)
    {
        var hash = new Crc32CHash();
        hash.Append(content);
        return hash.Hex;
    }

    public void Append(ReadOnlySpan<byte> content)
    {
        var state = _state;
        var words = MemoryMarshal.Cast<byte, ulong>(content);
        foreach (var word in words)
        {
            state = BitOperations.Crc32C(
                state,
                BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word)
            );
        }
        foreach (var b in content[(words.Length * sizeof(ulong))..])
        {
            state = BitOperations.Crc32C(state, b);
        }
        _state = state;
    }
}
