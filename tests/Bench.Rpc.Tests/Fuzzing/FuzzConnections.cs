using System.Text;

namespace Bench.Rpc.Tests.Fuzzing;

/// <summary>What a client may write to a socket: noise, or HTTP/2 that goes wrong after its preface.</summary>
internal sealed class FuzzConnections(int seed)
{
    private const int FrameTypes = 12;

    private static readonly byte[] Preface = Encoding.ASCII.GetBytes(
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    );
    private static readonly byte[] Settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];

    private readonly Random _random = new(seed);

    public byte[] Next() =>
        _random.Next(4) switch
        {
            0 => Bytes(_random.Next(1, 500)),
            1 => [.. Preface, .. Bytes(_random.Next(500))],
            _ => [.. Preface, .. Settings, .. Frames()],
        };

    private IEnumerable<byte> Frames()
    {
        for (var count = _random.Next(1, 20); count > 0; count--)
        {
            var length = _random.Next(64);
            var told = _random.Next(8) is 0 ? _random.Next(1 << 24) : length;
            byte[] frame =
            [
                (byte)(told >> 16),
                (byte)(told >> 8),
                (byte)told,
                (byte)_random.Next(FrameTypes),
                (byte)_random.Next(256),
                0,
                0,
                0,
                (byte)_random.Next(8),
                .. Bytes(length),
            ];
            foreach (var it in frame)
            {
                yield return it;
            }
        }
    }

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }
}
