using System.Security.Cryptography;

namespace Bench.Benchmarks.Harness;

/// <summary>Incompressible bytes, the same for the same seed.</summary>
internal static class Payload
{
    private const int Chunk = 1 << 20;

    public static async Task WriteAsync(string path, long bytes, int seed = 0)
    {
        using var aes = Aes.Create();
        aes.Key = SHA256.HashData(BitConverter.GetBytes(seed));
        var counter = new byte[Chunk];
        await using var file = File.Create(path, bufferSize: 1);
        for (long offset = 0; offset < bytes; offset += Chunk)
        {
            for (var block = 0; block < Chunk; block += 16)
            {
                BitConverter.TryWriteBytes(counter.AsSpan(block), offset + block);
            }
            var random = aes.EncryptEcb(counter, PaddingMode.None);
            await file.WriteAsync(random.AsMemory(0, (int)Math.Min(Chunk, bytes - offset)));
        }
    }

    /// <summary>A small file.</summary>
    public static async Task WriteSmallAsync(string path, int bytes, int seed)
    {
        var content = new byte[bytes];
        var state = ((ulong)seed * 0x9e3779b97f4a7c15UL) | 1;
        for (var i = 0; i < bytes; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            content[i] = (byte)(state >> 24);
        }
        await File.WriteAllBytesAsync(path, content);
    }
}
