using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Bench.Model.Digests;
using Bench.Model.Runs;

namespace Bench.Workloads.DataSets;

/// <summary>Writes the files of a manifest. Their content depends on nothing but path and length.</summary>
public static class DataSetFiles
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>SHA-256 in hex digits: equal digests mean equal files.</summary>
    public static string DigestOf(IReadOnlyList<DataFile> files)
    {
        var text = new StringBuilder();
        foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            text.Append(file.Bytes).Append(' ').Append(file.Path).Append('\n');
        }
        return ContentDigest.Sha256HexOf(Encoding.UTF8.GetBytes(text.ToString()));
    }

    public static async Task WriteAsync(
        string folder,
        IReadOnlyList<DataFile> files,
        CancellationToken cancel
    )
    {
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = 4,
            CancellationToken = cancel,
        };
        foreach (var parent in files.Select(file => Path.GetDirectoryName(file.Path)!).Distinct())
        {
            Directory.CreateDirectory(Path.Combine(folder, parent));
        }
        await Parallel.ForEachAsync(
            files,
            options,
            async (file, token) => await WriteAsync(Path.Combine(folder, file.Path), file, token)
        );
    }

    private static async Task WriteAsync(string path, DataFile file, CancellationToken cancel)
    {
        var seed = BitConverter.ToUInt64(
            Convert.FromHexString(ContentDigest.Sha256HexOf(Encoding.UTF8.GetBytes(file.Path))),
            0
        );
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            await using var stream = new FileStream(
                path,
                FileMode.Create,
                FileAccess.Write,
                FileShare.Read,
                bufferSize: 0
            );
            for (long offset = 0; offset < file.Bytes; )
            {
                var length = (int)Math.Min(ChunkBytes, file.Bytes - offset);
                Fill(chunk.AsSpan(0, ChunkBytes), seed, offset);
                await stream.WriteAsync(chunk.AsMemory(0, length), cancel);
                offset += length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>
    /// Incompressible bytes by the finalizer of splitmix64 over a counter (G. L. Steele, D. Lea, C. H. Flood, "Fast
    /// splittable pseudorandom number generators", 2014).
    /// </summary>
    private static void Fill(Span<byte> chunk, ulong seed, long offset)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(chunk);
        var counter = unchecked(seed + ((ulong)offset / sizeof(ulong) * 0x9E3779B97F4A7C15));
        for (var i = 0; i < words.Length; i++)
        {
            unchecked
            {
                counter += 0x9E3779B97F4A7C15;
                var value = (counter ^ (counter >> 30)) * 0xBF58476D1CE4E5B9;
                value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
                words[i] = value ^ (value >> 31);
            }
        }
    }
}
