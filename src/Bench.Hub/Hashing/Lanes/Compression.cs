using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bench.Hub.Hashing.Lanes;

/// <summary>Compresses any number of chunks or parents by the kernels that fit, of as many lanes as are allowed.</summary>
internal static unsafe class Compression
{
    /// <summary>Chaining values for which there must be room behind those that are asked for.</summary>
    public const int Slack = 16;

    /// <summary>
    /// Bytes that 8 lanes hash before 16 are taken. What 16 gain over 8 pays for their compilation, some milliseconds, only
    /// when there is much to hash.
    /// </summary>
    private const long FewBytes = 64 << 20;

    private static long _hashedBytes;

    /// <summary>How many lanes this processor has at most.</summary>
    public static int MostLanes =>
        Lanes16.IsSupported ? 16
        : Lanes8.IsSupported ? 8
        : Lanes4.IsSupported ? 4
        : 1;

    /// <summary>How many to hash some bytes with.</summary>
    public static int Lanes(nint bytes)
    {
        // Threads may forget each other's bytes; they do not add to what they all read once there are enough.
        if (_hashedBytes >= FewBytes)
        {
            return MostLanes;
        }
        _hashedBytes += bytes;
        return Math.Min(8, MostLanes);
    }

    /// <summary>Chunks in order, of which the last may be shorter.</summary>
    /// <param name="input">The first one.</param>
    /// <param name="length">Bytes of all, from 1.</param>
    /// <param name="counter">How many chunks are before them.</param>
    /// <param name="moreFollows">Whether chunks behind them will be compressed next.</param>
    /// <param name="chainings">Takes their chaining values, and more by the slack.</param>
    /// <param name="lanes">At most.</param>
    [SkipLocalsInit]
    public static void Chunks(
        byte* input,
        nint length,
        ulong counter,
        bool moreFollows,
        byte* chainings,
        int lanes
    )
    {
        var count = (length + Blake3Words.ChunkBytes - 1) / Blake3Words.ChunkBytes;
        var tailBytes = (int)(length % Blake3Words.ChunkBytes);
        var tail = stackalloc byte[Blake3Words.ChunkBytes];
        while (count > 0)
        {
            var some = (int)Math.Min(count, lanes);
            var isCut = some == count && tailBytes > 0;
            if (some == 1)
            {
                var bytes = isCut ? tailBytes : Blake3Words.ChunkBytes;
                RowCompression.Chunk(input, bytes, counter, root: 0, chainings);
            }
            else if (isCut)
            {
                var last = new Span<byte>(tail, Blake3Words.ChunkBytes);
                new Span<byte>(input + (some - 1) * Blake3Words.ChunkBytes, tailBytes).CopyTo(last);
                last[tailBytes..].Clear();
                Run(
                    LaneWork.Chunks(input, some, counter) with
                    {
                        Tail = tail,
                        TailBytes = tailBytes,
                    },
                    chainings,
                    lanes
                );
            }
            else
            {
                Run(
                    LaneWork.Chunks(input, some, counter) with
                    {
                        MoreFollows = count > some || moreFollows,
                    },
                    chainings,
                    lanes
                );
            }
            input += some * Blake3Words.ChunkBytes;
            counter += (uint)some;
            chainings += some * Blake3Words.ChainingBytes;
            count -= some;
        }
    }

    /// <summary>Parents of neighbours; their chaining values are put where those of their children begin.</summary>
    /// <param name="chainings">Two a parent, and room for the slack.</param>
    /// <param name="count">Of parents.</param>
    /// <param name="lanes">At most.</param>
    public static void Parents(byte* chainings, int count, int lanes)
    {
        var children = chainings;
        while (count > 0)
        {
            var some = Math.Min(count, lanes);
            if (some == 1)
            {
                RowCompression.Parent(children, root: 0, chainings);
            }
            else
            {
                Run(LaneWork.Parents(children, some), chainings, lanes);
            }
            children += 2 * some * Blake3Words.ChainingBytes;
            chainings += some * Blake3Words.ChainingBytes;
            count -= some;
        }
    }

    private static void Run(in LaneWork work, byte* output, int lanes)
    {
        if (lanes == 16 && work.Count > 8)
        {
            LaneKernel<Lanes16, Vector512<uint>>.Run(work, output);
        }
        else if (lanes >= 8)
        {
            // Also for 4 and fewer: 4 lanes take as long as 8.
            LaneKernel<Lanes8, Vector256<uint>>.Run(work, output);
        }
        else
        {
            LaneKernel<Lanes4, Vector128<uint>>.Run(work, output);
        }
    }
}
