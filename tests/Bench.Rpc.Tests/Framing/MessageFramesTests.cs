using System.Buffers;
using System.IO.Pipelines;
using Bench.Rpc.Framing;
using Bench.Rpc.Statuses;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;
using Google.Protobuf;

namespace Bench.Rpc.Tests.Framing;

/// <summary>Messages come out of a stream of bytes as they went in, however the bytes are cut.</summary>
public sealed class MessageFramesTests
{
    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void Any_cut_of_the_bytes_gives_the_same_messages(
        byte[][] payloads,
        byte[] cuts,
        bool isGzip
    )
    {
        var sent = payloads.Select(it => new EchoRequest { Payload = Repeated(it) }).ToList();
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var message in sent)
        {
            MessageWriter.Write(bytes, message, isGzip, int.MaxValue);
        }
        Read(bytes.WrittenMemory, cuts, isGzip, 1 << 20).ShouldBe(sent);
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public void A_stream_cut_short_is_an_error_or_fewer_messages(byte[][] payloads, ushort at)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var ends = new List<int> { 0 };
        foreach (var payload in payloads)
        {
            MessageWriter.Write(
                bytes,
                new EchoRequest { Payload = Repeated(payload) },
                false,
                1 << 20
            );
            ends.Add(bytes.WrittenCount);
        }
        var length = at % (bytes.WrittenCount + 1);
        var cut = bytes.WrittenMemory[..length];
        if (ends.Contains(length))
        {
            Read(cut, [3], isGzip: false, 1 << 20).Count.ShouldBe(ends.IndexOf(length));
        }
        else
        {
            Should
                .Throw<RpcException>(() => Read(cut, [3], isGzip: false, 1 << 20))
                .Code.ShouldBe(RpcStatusCode.Internal);
        }
    }

    [TestCase(2)]
    [TestCase(128)]
    [TestCase(255)]
    public void An_unknown_flag_is_refused(int flag)
    {
        var error = Should.Throw<RpcException>(() =>
            Read(new[] { (byte)flag, (byte)0, (byte)0, (byte)0, (byte)0 }, [], false, 10)
        );
        error.Code.ShouldBe(RpcStatusCode.Internal);
        error.Description.ShouldContain($"byte {flag}");
    }

    [Test]
    public void A_length_beyond_the_limit_is_refused_before_the_payload_is_there()
    {
        var prefix = new ReadOnlySequence<byte>([0, 255, 255, 255, 255]);
        var error = Should.Throw<RpcException>(() =>
            MessageFrames.TryTake(ref prefix, 1000, out _)
        );
        error.Code.ShouldBe(RpcStatusCode.ResourceExhausted);
        error.Description.ShouldBe(
            "a message of 4294967295 bytes is larger than the limit of 1000 bytes"
        );
    }

    [TestCase(1000, true)]
    [TestCase(1001, false)]
    public void The_limit_itself_is_allowed(int length, bool isAllowed)
    {
        var output = new ArrayBufferWriter<byte>();
        MessageFrames.WritePrefix(output, isCompressed: false, length);
        output.Write(new byte[length]);
        var sequence = new ReadOnlySequence<byte>(output.WrittenMemory);
        if (isAllowed)
        {
            MessageFrames.TryTake(ref sequence, 1000, out var frame).ShouldBeTrue();
            frame.Payload.Length.ShouldBe(length);
            sequence.IsEmpty.ShouldBeTrue();
        }
        else
        {
            Should.Throw<RpcException>(() => MessageFrames.TryTake(ref sequence, 1000, out _));
        }
    }

    [Test]
    public void A_bomb_is_refused_while_it_unfolds()
    {
        var bomb = Gzip.Compress(new byte[64 << 20]);
        bomb.Length.ShouldBeLessThan(1 << 20);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Should.Throw<RpcException>(() =>
            Gzip.Decompress(new ReadOnlySequence<byte>(bomb), 1 << 20)
        );
        error.Code.ShouldBe(RpcStatusCode.ResourceExhausted);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(16 << 20);
    }

    [Test]
    public void What_is_no_gzip_is_refused()
    {
        Should
            .Throw<RpcException>(() =>
                Gzip.Decompress(new ReadOnlySequence<byte>(new byte[100]), 1000)
            )
            .Code.ShouldBe(RpcStatusCode.Internal);
        var cut = Gzip.Compress(new byte[10_000])[..20];
        Should
            .Throw<RpcException>(() => Gzip.Decompress(new ReadOnlySequence<byte>(cut), 100_000))
            .Code.ShouldBe(RpcStatusCode.Internal);
    }

    /// <summary>Long enough now and then for compression to be used.</summary>
    private static ByteString Repeated(byte[] payload) =>
        ByteString.CopyFrom([
            .. Enumerable.Repeat(payload, 1 + (payload.Length * 7)).SelectMany(it => it),
        ]);

    private static List<EchoRequest> Read(
        ReadOnlyMemory<byte> bytes,
        byte[] cuts,
        bool isGzip,
        int largest
    ) => ReadAsync(bytes, cuts, isGzip, largest).Bounded().GetAwaiter().GetResult();

    private static async Task<List<EchoRequest>> ReadAsync(
        ReadOnlyMemory<byte> bytes,
        byte[] cuts,
        bool isGzip,
        int largest
    )
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var feeding = FeedAsync(pipe.Writer, bytes, cuts);
        var reader = new MessageReader<EchoRequest>(
            pipe.Reader,
            EchoRequest.Parser,
            isGzip,
            largest
        );
        var messages = new List<EchoRequest>();
        while (await reader.ReadAsync(CancellationToken.None) is { } message)
        {
            messages.Add(message);
        }
        await feeding;
        return messages;
    }

    private static async Task FeedAsync(PipeWriter writer, ReadOnlyMemory<byte> bytes, byte[] cuts)
    {
        for (var i = 0; bytes.Length > 0; i++)
        {
            var length = cuts.Length is 0 ? bytes.Length : 1 + cuts[i % cuts.Length];
            var part = bytes[..Math.Min(length, bytes.Length)];
            await writer.WriteAsync(part);
            bytes = bytes[part.Length..];
            await Task.Yield();
        }
        await writer.CompleteAsync();
    }
}
