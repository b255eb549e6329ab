using System.Collections.Concurrent;

namespace Bench.Storage.Transfers;

/// <summary>
/// Buffers for the parts of large objects, used again and again: a new one costs the system as much as sending it. All
/// transfers of a store share them. Each may have one at any time, and more as long as there is room, so that no
/// transfer can keep another one from going on.
/// </summary>
/// <param name="length">Of each, in bytes.</param>
/// <param name="most">Of all transfers together, but for the first one of each.</param>
internal sealed class PartBuffers(int length, int most)
{
    private readonly ConcurrentStack<byte[]> _free = new();
    private int _rented;

    public int Length { get; } = length;

    /// <summary>In use by all transfers together.</summary>
    public int Rented => Volatile.Read(ref _rented);

    /// <summary>Whether a transfer that has one may have another one.</summary>
    public bool HasRoom => Rented < most;

    public byte[] Rent()
    {
        Interlocked.Increment(ref _rented);
        return _free.TryPop(out var buffer) ? buffer : GC.AllocateUninitializedArray<byte>(Length);
    }

    public void Return(byte[] buffer)
    {
        Drop();
        if (_free.Count < most)
        {
            _free.Push(buffer);
        }
    }

    /// <summary>One is gone: nobody knows whether something still writes to it.</summary>
    public void Drop() => Interlocked.Decrement(ref _rented);
}
