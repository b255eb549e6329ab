using Bench.Hub.Hashing;
using Bench.Hub.Hydration;
using Bench.Hub.Local;
using Bench.Hub.Packing;

namespace Bench.Hub.Chunking;

/// <summary>The pieces that files are stored in: each whole, or large ones in chunks.</summary>
internal static class FileChunks
{
    public static IReadOnlyList<BlobSource> Of(
        HydrationOptions options,
        string folder,
        ScannedFile file,
        ContentHash hash
    )
    {
        if (file.Length == 0)
        {
            return [];
        }
        if (!options.Chunk || file.Length < options.ChunkThreshold)
        {
            return [new BlobSource(hash, file.Path, 0, file.Length, IsChunk: false)];
        }
        using var handle = File.OpenHandle(
            Path.Combine(folder, file.Path),
            options: FileOptions.SequentialScan
        );
        return
        [
            .. Chunker
                .Cut(handle, file.Length, options.ChunkBytes)
                .Select(chunk => new BlobSource(
                    chunk.Hash,
                    file.Path,
                    chunk.Offset,
                    chunk.Length,
                    IsChunk: true
                )),
        ];
    }
}
