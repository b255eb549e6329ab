using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Bench.Hub.Hashing.Lanes;

/// <summary>The compression of BLAKE3 for as many chunks or parents at once as a vector has lanes.</summary>
internal static unsafe class LaneKernel<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Vectors in memory: 16 words of the blocks, then what the last row of each state begins with.</summary>
    private const int Scratch = 20;

    private const int Low = 16;
    private const int High = 17;
    private const int Length = 18;
    private const int Flag = 19;

    /// <summary>Compresses some chunks or parents.</summary>
    /// <param name="work">No more than there are lanes.</param>
    /// <param name="output">Takes a chaining value for every lane, also for those without work. It may overlap the input.</param>
    // Jitted at once for the processor at hand: code for its vectors cannot be compiled ahead, and the slow first tier
    // would be most of what a short process does.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in LaneWork work, byte* output)
    {
        var room = stackalloc byte[(Scratch + 1) * sizeof(TVector)];
        // Loads that straddle cache lines are slow.
        var words = (TVector*)(((nint)room + sizeof(TVector) - 1) & -sizeof(TVector));
        var rows = stackalloc byte*[16];
        Prepare(in work, rows, words);
        var tail = stackalloc uint[8];
        var tailBlock = work.Tail is null ? -1 : (work.TailBytes - 1) / Blake3Words.BlockBytes;

        ref var iv = ref MemoryMarshal.GetReference(Blake3Words.Initial);
        var s0 = TLanes.Broadcast(iv);
        var s1 = TLanes.Broadcast(Unsafe.Add(ref iv, 1));
        var s2 = TLanes.Broadcast(Unsafe.Add(ref iv, 2));
        var s3 = TLanes.Broadcast(Unsafe.Add(ref iv, 3));
        var s4 = TLanes.Broadcast(Unsafe.Add(ref iv, 4));
        var s5 = TLanes.Broadcast(Unsafe.Add(ref iv, 5));
        var s6 = TLanes.Broadcast(Unsafe.Add(ref iv, 6));
        var s7 = TLanes.Broadcast(Unsafe.Add(ref iv, 7));
        for (var block = 0; block < work.Blocks; block++)
        {
            var offset = block * Blake3Words.BlockBytes;
            if (work.MoreFollows)
            {
                Prefetch(rows, offset);
            }
            Transpose(rows, offset, words);
            var flags = Flags(in work, block);
            words[Length] = TLanes.Broadcast(Blake3Words.BlockBytes);
            words[Flag] = TLanes.Broadcast(flags);
            if (block == tailBlock)
            {
                ((uint*)(words + Length))[work.Count - 1] = (uint)(work.TailBytes - offset);
                ((uint*)(words + Flag))[work.Count - 1] = flags | Blake3Words.ChunkEnd;
            }
            Compress(ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7, words);
            if (block == tailBlock)
            {
                // What its lane computes from here on is of no use.
                (words[0], words[1], words[2], words[3]) = (s0, s1, s2, s3);
                (words[4], words[5], words[6], words[7]) = (s4, s5, s6, s7);
                for (var word = 0; word < 8; word++)
                {
                    tail[word] = ((uint*)(words + word))[work.Count - 1];
                }
            }
        }
        Store(s0, s1, s2, s3, output);
        Store(s4, s5, s6, s7, output + 16);
        if (tailBlock >= 0)
        {
            var last = output + (work.Count - 1) * Blake3Words.ChainingBytes;
            Unsafe.CopyBlockUnaligned(last, tail, Blake3Words.ChainingBytes);
        }
    }

    /// <summary>Where the input of each lane begins, and its counter in two halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prepare(in LaneWork work, byte** rows, TVector* words)
    {
        words[Low] = TLanes.Broadcast(0);
        words[High] = TLanes.Broadcast(0);
        for (var lane = 0; lane < TLanes.Count && !work.AreParents; lane++)
        {
            var counter = work.Counter + (uint)lane;
            ((uint*)(words + Low))[lane] = (uint)counter;
            ((uint*)(words + High))[lane] = (uint)(counter >> 32);
        }
        for (var lane = 0; lane < TLanes.Count; lane++)
        {
            rows[lane] =
                work.Input + Math.Min(lane, work.Count - 1) * work.Blocks * Blake3Words.BlockBytes;
        }
        if (work.Tail is not null)
        {
            for (var lane = work.Count - 1; lane < TLanes.Count; lane++)
            {
                rows[lane] = work.Tail;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Flags(in LaneWork work, int block)
    {
        if (work.AreParents)
        {
            return Blake3Words.Parent;
        }
        return block == 0 ? Blake3Words.ChunkStart
            : block == work.Blocks - 1 ? Blake3Words.ChunkEnd
            : 0;
    }

    /// <summary>
    /// Fetches what the next run reads at the same place. The processor sees many short streams, and begins each of them too
    /// late by itself.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(byte** rows, nint offset)
    {
        for (var lane = 0; lane < TLanes.Count && Sse.IsSupported; lane++)
        {
            Sse.Prefetch0(rows[lane] + offset + TLanes.Count * Blake3Words.ChunkBytes);
        }
    }

    /// <summary>Word w of a block of each lane becomes vector w.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(byte** rows, nint offset, TVector* words)
    {
        for (var quarter = 0; quarter < 4; quarter++)
        {
            var r0 = TLanes.Gather(rows, offset);
            var r1 = TLanes.Gather(rows + 1, offset);
            var r2 = TLanes.Gather(rows + 2, offset);
            var r3 = TLanes.Gather(rows + 3, offset);
            var low01 = TLanes.InterleaveLow(r0, r1);
            var low23 = TLanes.InterleaveLow(r2, r3);
            var high01 = TLanes.InterleaveHigh(r0, r1);
            var high23 = TLanes.InterleaveHigh(r2, r3);
            words[0] = TLanes.PairLow(low01, low23);
            words[1] = TLanes.PairHigh(low01, low23);
            words[2] = TLanes.PairLow(high01, high23);
            words[3] = TLanes.PairHigh(high01, high23);
            words += 4;
            offset += 16;
        }
    }

    // A state is four rows of four, and so it stands here.
    // csharpier-ignore-start

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Compress(
        ref TVector s0, ref TVector s1, ref TVector s2, ref TVector s3,
        ref TVector s4, ref TVector s5, ref TVector s6, ref TVector s7,
        TVector* words
    )
    {
        ref var iv = ref MemoryMarshal.GetReference(Blake3Words.Initial);
        var s8 = TLanes.Broadcast(iv);
        var s9 = TLanes.Broadcast(Unsafe.Add(ref iv, 1));
        var s10 = TLanes.Broadcast(Unsafe.Add(ref iv, 2));
        var s11 = TLanes.Broadcast(Unsafe.Add(ref iv, 3));
        var s12 = words[Low];
        var s13 = words[High];
        var s14 = words[Length];
        var s15 = words[Flag];
        // A loop, with the order of words from memory: written out it is seven times the code to jit.
        ref var order = ref MemoryMarshal.GetReference(Blake3Words.Orders);
        for (var round = 0; round < Blake3Words.Rounds; round++)
        {
            Mix(
                ref s0, ref s1, ref s2, ref s3,
                ref s4, ref s5, ref s6, ref s7,
                ref s8, ref s9, ref s10, ref s11,
                ref s12, ref s13, ref s14, ref s15,
                words, ref order
            );
            Mix(
                ref s0, ref s1, ref s2, ref s3,
                ref s5, ref s6, ref s7, ref s4,
                ref s10, ref s11, ref s8, ref s9,
                ref s15, ref s12, ref s13, ref s14,
                words, ref Unsafe.Add(ref order, 8)
            );
            order = ref Unsafe.Add(ref order, 16);
        }
        s0 = TLanes.Xor(s0, s8);
        s1 = TLanes.Xor(s1, s9);
        s2 = TLanes.Xor(s2, s10);
        s3 = TLanes.Xor(s3, s11);
        s4 = TLanes.Xor(s4, s12);
        s5 = TLanes.Xor(s5, s13);
        s6 = TLanes.Xor(s6, s14);
        s7 = TLanes.Xor(s7, s15);
    }

    /// <summary>Four columns, or four diagonals, step by step beside each other: one alone would wait for itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref TVector a0, ref TVector a1, ref TVector a2, ref TVector a3,
        ref TVector b0, ref TVector b1, ref TVector b2, ref TVector b3,
        ref TVector c0, ref TVector c1, ref TVector c2, ref TVector c3,
        ref TVector d0, ref TVector d1, ref TVector d2, ref TVector d3,
        TVector* words, ref byte order
    )
    {
        a0 = TLanes.Add(a0, words[order], b0);
        a1 = TLanes.Add(a1, words[Unsafe.Add(ref order, 2)], b1);
        a2 = TLanes.Add(a2, words[Unsafe.Add(ref order, 4)], b2);
        a3 = TLanes.Add(a3, words[Unsafe.Add(ref order, 6)], b3);
        d0 = TLanes.XorRotate16(d0, a0);
        d1 = TLanes.XorRotate16(d1, a1);
        d2 = TLanes.XorRotate16(d2, a2);
        d3 = TLanes.XorRotate16(d3, a3);
        c0 = TLanes.Add(c0, d0);
        c1 = TLanes.Add(c1, d1);
        c2 = TLanes.Add(c2, d2);
        c3 = TLanes.Add(c3, d3);
        b0 = TLanes.XorRotate12(b0, c0);
        b1 = TLanes.XorRotate12(b1, c1);
        b2 = TLanes.XorRotate12(b2, c2);
        b3 = TLanes.XorRotate12(b3, c3);
        a0 = TLanes.Add(a0, words[Unsafe.Add(ref order, 1)], b0);
        a1 = TLanes.Add(a1, words[Unsafe.Add(ref order, 3)], b1);
        a2 = TLanes.Add(a2, words[Unsafe.Add(ref order, 5)], b2);
        a3 = TLanes.Add(a3, words[Unsafe.Add(ref order, 7)], b3);
        d0 = TLanes.XorRotate8(d0, a0);
        d1 = TLanes.XorRotate8(d1, a1);
        d2 = TLanes.XorRotate8(d2, a2);
        d3 = TLanes.XorRotate8(d3, a3);
        c0 = TLanes.Add(c0, d0);
        c1 = TLanes.Add(c1, d1);
        c2 = TLanes.Add(c2, d2);
        c3 = TLanes.Add(c3, d3);
        b0 = TLanes.XorRotate7(b0, c0);
        b1 = TLanes.XorRotate7(b1, c1);
        b2 = TLanes.XorRotate7(b2, c2);
        b3 = TLanes.XorRotate7(b3, c3);
    }
    // csharpier-ignore-end

    /// <summary>Four words of the chaining value of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector r0, TVector r1, TVector r2, TVector r3, byte* output)
    {
        var low01 = TLanes.InterleaveLow(r0, r1);
        var low23 = TLanes.InterleaveLow(r2, r3);
        var high01 = TLanes.InterleaveHigh(r0, r1);
        var high23 = TLanes.InterleaveHigh(r2, r3);
        TLanes.Scatter(TLanes.PairLow(low01, low23), output);
        TLanes.Scatter(TLanes.PairHigh(low01, low23), output + 32);
        TLanes.Scatter(TLanes.PairLow(high01, high23), output + 64);
        TLanes.Scatter(TLanes.PairHigh(high01, high23), output + 96);
    }
}
