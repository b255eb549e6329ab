using System.Collections.Concurrent;

namespace Bench.Storage.Transfers;

/// <summary>Buffers for the parts of large objects, used again and again.</summary>
/// <param name="length">Of each, in bytes.</param>
/// <param name="keep">Kept at most while unused.</param>
internal sealed class PartBuffers(int length, int keep)
{
    private readonly ConcurrentStack<byte[]> _free = new();

    public int Length { get; } = length;

    public byte[] Rent() =>
        _free.TryPop(out var buffer) ? buffer : GC.AllocateUninitializedArray<byte>(Length);

    public void Return(byte[] buffer)
    {
        if (_free.Count < keep)
        {
            _free.Push(buffer);
        }
    }
}
