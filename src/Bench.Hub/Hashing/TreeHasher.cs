using System.Runtime.CompilerServices;
using Bench.Hub.Hashing.Lanes;

namespace Bench.Hub.Hashing;

/// <summary>BLAKE3 of bytes that come in pieces, by one thread at a time. It takes 3 KiB and needs no disposal.</summary>
public sealed unsafe class TreeHasher
{
    private readonly int? _lanes;
    private ChainingStack _stack;
    private Chunk _rest;
    private int _restBytes;
    private bool _isFinished;

    public TreeHasher() { }

    /// <param name="lanes">Chunks at once, at most: 1, or what the processor supports of 4, 8 and 16.</param>
    internal TreeHasher(int lanes) => _lanes = lanes;

    /// <summary>Adds the next bytes.</summary>
    /// <exception cref="InvalidOperationException">The hash was taken.</exception>
    public void Update(ReadOnlySpan<byte> piece) => Update(piece, join: false);

    /// <summary>Adds the next bytes; other processors help from half a mebibyte on.</summary>
    /// <exception cref="InvalidOperationException">The hash was taken.</exception>
    public void UpdateJoined(ReadOnlySpan<byte> piece) => Update(piece, join: true);

    /// <summary>The hash of all bytes, once.</summary>
    /// <exception cref="InvalidOperationException">It was taken before.</exception>
    public ContentHash Finish()
    {
        ThrowIfFinished();
        _isFinished = true;
        var rest = ((ReadOnlySpan<byte>)_rest)[.._restBytes];
        if (_stack.Chunks == 0)
        {
            return TreeHash.OfChunk(rest);
        }
        _stack.Add(rest, Lanes(rest.Length));
        return _stack.Root();
    }

    private void Update(ReadOnlySpan<byte> piece, bool join)
    {
        ThrowIfFinished();
        if (_restBytes > 0)
        {
            var some = Math.Min(piece.Length, Blake3Words.ChunkBytes - _restBytes);
            piece[..some].CopyTo(((Span<byte>)_rest)[_restBytes..]);
            _restBytes += some;
            piece = piece[some..];
            if (piece.IsEmpty)
            {
                return;
            }
            _stack.Add(_rest, 1);
            _restBytes = 0;
        }
        // The first chunk waits for another one: alone it is the root.
        if (_stack.Chunks > 0 || piece.Length > Blake3Words.ChunkBytes)
        {
            var whole = piece.Length - piece.Length % Blake3Words.ChunkBytes;
            AddWhole(piece[..whole], join);
            piece = piece[whole..];
        }
        piece.CopyTo(_rest);
        _restBytes = piece.Length;
    }

    private void AddWhole(ReadOnlySpan<byte> chunks, bool join)
    {
        var lanes = Lanes(chunks.Length);
        if (join && chunks.Length >= 2 * ChainingStack.BatchBytes)
        {
            var before = (int)(_stack.Chunks % ChainingStack.BatchChunks);
            if (before > 0)
            {
                var missing = (ChainingStack.BatchChunks - before) * Blake3Words.ChunkBytes;
                _stack.Add(chunks[..missing], lanes);
                chunks = chunks[missing..];
            }
            while (chunks.Length >= 2 * ChainingStack.BatchBytes)
            {
                var batches = Math.Min(
                    chunks.Length / ChainingStack.BatchBytes,
                    ChainingStack.BatchChunks
                );
                AddBatches(chunks, batches, lanes);
                chunks = chunks[(batches * ChainingStack.BatchBytes)..];
            }
        }
        _stack.Add(chunks, lanes);
    }

    /// <summary>Adds whole batches that all processors share.</summary>
    [SkipLocalsInit]
    private void AddBatches(ReadOnlySpan<byte> input, int batches, int lanes)
    {
        var chainings = stackalloc byte[(batches + Compression.Slack) * Blake3Words.ChainingBytes];
        var first = _stack.Chunks;
        fixed (byte* start = input)
        {
            var from = start;
            Parallel.For(
                0,
                batches,
                i =>
                    TreeHash.OfBatch(
                        from + (nint)i * ChainingStack.BatchBytes,
                        first + (ulong)i * ChainingStack.BatchChunks,
                        lanes,
                        chainings + i * Blake3Words.ChainingBytes
                    )
            );
        }
        _stack.Add(chainings, batches, ChainingStack.BatchChunks, lanes);
    }

    private int Lanes(int bytes) => _lanes ?? Compression.Lanes(bytes);

    private void ThrowIfFinished()
    {
        if (_isFinished)
        {
            throw new InvalidOperationException("The hash was taken already");
        }
    }

    [InlineArray(Blake3Words.ChunkBytes)]
    private struct Chunk
    {
        private byte _first;
    }
}
