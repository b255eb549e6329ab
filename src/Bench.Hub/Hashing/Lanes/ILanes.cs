namespace Bench.Hub.Hashing.Lanes;

/// <summary>Words of 32 bits, one a lane, in one vector: what the kernel needs of a processor.</summary>
/// <typeparam name="TVector">The vector; made of quarters of 4 lanes.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : unmanaged
{
    static abstract int Count { get; }

    static abstract TVector Broadcast(uint word);

    static abstract TVector Add(TVector left, TVector right);

    /// <summary>The last one is added last: it is the one that others wait for.</summary>
    static abstract TVector Add(TVector first, TVector second, TVector last);

    static abstract TVector Xor(TVector left, TVector right);

    // Rotations to the right. With the operation before them they are one call each: what the kernel is made of is inlined
    // when a process starts, and that takes longer the more there is.
    static abstract TVector XorRotate16(TVector left, TVector right);

    static abstract TVector XorRotate12(TVector left, TVector right);

    static abstract TVector XorRotate8(TVector left, TVector right);

    static abstract TVector XorRotate7(TVector left, TVector right);

    /// <summary>In each quarter: first of left, first of right, second of left, second of right.</summary>
    static abstract TVector InterleaveLow(TVector left, TVector right);

    /// <summary>In each quarter: third of left, third of right, fourth of left, fourth of right.</summary>
    static abstract TVector InterleaveHigh(TVector left, TVector right);

    /// <summary>In each quarter: the first two of left, the first two of right.</summary>
    static abstract TVector PairLow(TVector left, TVector right);

    /// <summary>In each quarter: the last two of left, the last two of right.</summary>
    static abstract TVector PairHigh(TVector left, TVector right);

    /// <summary>Quarter i is the 16 bytes at an offset into row 4 i.</summary>
    static abstract TVector Gather(byte** rows, nint offset);

    /// <summary>Quarter i goes to 128 i bytes behind the target: where the chaining value of lane 4 i is.</summary>
    static abstract void Scatter(TVector words, byte* target);
}
