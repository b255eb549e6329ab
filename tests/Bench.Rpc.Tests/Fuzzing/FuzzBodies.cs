using Bench.Rpc.Tests.Http;
using Bench.Rpc.V1;
using Google.Protobuf;

namespace Bench.Rpc.Tests.Fuzzing;

/// <summary>Bodies of calls: random bytes, and real messages with a few bytes changed, cut or doubled.</summary>
internal sealed class FuzzBodies(int seed)
{
    private static readonly byte[][] Real =
    [
        new GetRequest { RunId = "r1" }.ToByteArray(),
        new StartRequest { ConfigJson = ByteString.CopyFromUtf8("""{"id":"r1"}""") }.ToByteArray(),
        new WorkerMessage
        {
            Sequence = 1,
            Hello = new WorkerHello { RunId = "r1", Vm = "vm-1" },
        }.ToByteArray(),
        new WorkerMessage { Pong = new Pong { Id = 77 } }.ToByteArray(),
    ];

    private static readonly (string, string)[] Plain = [];
    private static readonly (string, string)[] Gzip = [("grpc-encoding", "gzip")];

    private readonly Random _random = new(seed);

    public (string Path, byte[] Body, (string, string)[] Headers) Next(string[] paths)
    {
        var body = _random.Next(4) is 0 ? Bytes(_random.Next(200)) : Mutated();
        return (paths[_random.Next(paths.Length)], body, _random.Next(2) is 0 ? Plain : Gzip);
    }

    private byte[] Mutated()
    {
        var body = new List<byte>();
        for (var messages = _random.Next(1, 4); messages > 0; messages--)
        {
            body.AddRange(RawCall.Frame((byte)_random.Next(2), Real[_random.Next(Real.Length)]));
        }
        for (var changes = _random.Next(4); changes > 0; changes--)
        {
            Change(body);
        }
        return [.. body];
    }

    private void Change(List<byte> body)
    {
        var at = _random.Next(body.Count);
        switch (_random.Next(4))
        {
            case 0:
                body[at] = (byte)_random.Next(256);
                break;
            case 1:
                body[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 2 when body.Count > 1:
                body.RemoveRange(at, Math.Min(_random.Next(1, 8), body.Count - at - 1));
                break;
            default:
                body.InsertRange(at, Bytes(_random.Next(1, 8)));
                break;
        }
    }

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }
}
