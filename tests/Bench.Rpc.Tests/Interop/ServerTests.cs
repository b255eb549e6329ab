using System.Diagnostics;
using Bench.Rpc.Client;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Bench.Rpc.Tests.Interop;

/// <summary>This client against other implementations' servers.</summary>
[TestFixture(Peer.Python)]
[TestFixture(Peer.Node)]
public sealed class ServerTests(string peer)
{
    private string _descriptors = null!;
    private Process _process = null!;
    private RpcChannel _channel = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _descriptors = Peer.DescriptorsFile();
        _process = Peer.Start(peer, "server", _descriptors);
        var port = await _process.StandardOutput.ReadLineAsync(Bounds.Token());
        port.ShouldNotBeNull(port is null ? await _process.StandardError.ReadToEndAsync() : "");
        _channel = new RpcChannel(new Uri($"http://127.0.0.1:{port}"));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _channel.Dispose();
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync(Bounds.Token());
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            throw;
        }
        finally
        {
            _process.Dispose();
            File.Delete(_descriptors);
        }
    }

    [Test]
    public async Task Unary()
    {
        Metadata headers =
        [
            new Metadata.Entry("x-mark", "a b"),
            new Metadata.Entry("x-mark-bin", [0, 255]),
        ];
        var request = new EchoRequest { Text = "Grüße ☃", Count = 3 };
        using var call = _channel.Echo().SayAsync(request, headers, In(TimeSpan.FromSeconds(30)));
        var reply = await call;
        (reply.Text, reply.Count, reply.Mark).ShouldBe(("Grüße ☃", 3, "a b"));
        reply.MarkBinary.ToByteArray().ShouldBe([0, 255]);
        reply.SecondsLeft.ShouldBeInRange(1, 31);
        call.GetTrailers().GetValue("x-served-by").ShouldBe("Say");
        call.GetTrailers().GetValueBytes("x-served-bin").ShouldBe([0, 255, 10]);
    }

    [Test]
    public async Task Client_streaming()
    {
        using var call = _channel.Echo().Sum(cancellationToken: Bounds.Token());
        for (var i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}", Count = i });
        }
        await call.RequestStream.CompleteAsync();
        var reply = await call;
        reply.Text.ShouldBe(string.Join(' ', Enumerable.Range(0, 100)));
        reply.Count.ShouldBe(4950);
    }

    [Test]
    public async Task Server_streaming()
    {
        using var call = _channel.Echo().Repeat(new EchoRequest { Count = 100 });
        var replies = await call.ResponseStream.ReadAllAsync(Bounds.Token()).ToListAsync();
        replies.Select(it => it.Count).ShouldBe(Enumerable.Range(0, 100));
        (await call.ResponseHeadersAsync).GetValue("x-begun").ShouldBe("yes");
    }

    [Test]
    public async Task Duplex()
    {
        using var call = _channel.Echo().Talk(cancellationToken: Bounds.Token());
        for (var i = 0; i < 20; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"t{i}" });
            (await call.NextAsync())!.Text.ShouldBe($"t{i}");
        }
        await call.RequestStream.CompleteAsync();
        (await call.NextAsync()).ShouldBeNull();
    }

    [Test]
    public async Task Errors_with_details()
    {
        var request = new EchoRequest { FailWith = 9, Text = "100 % wrong:\n☃" };
        var error = await Should.ThrowAsync<RpcException>(_channel.Echo().SayToAsync(request));
        error.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        error.Status.Detail.ShouldBe("100 % wrong:\n☃");
        error.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason.ShouldBe("ASKED_FOR");
    }

    [Test]
    public async Task Unimplemented()
    {
        var call = _channel.Echo().NothingAsync(new EchoRequest());
        (await EchoCalls.EndAsync(call.ResponseAsync)).ShouldBe(StatusCode.Unimplemented);
    }

    [Test]
    public async Task Deadline_and_cancellation()
    {
        var hang = new EchoRequest { Hang = true };
        var call = _channel.Echo().SayAsync(hang, deadline: In(TimeSpan.FromMilliseconds(200)));
        (await EchoCalls.EndAsync(call.ResponseAsync)).ShouldBe(StatusCode.DeadlineExceeded);

        var request = new EchoRequest
        {
            Count = 1,
            Hang = true,
            Text = "given up",
        };
        using (var repeat = _channel.Echo().Repeat(request))
        {
            (await repeat.ResponseStream.MoveNext(Bounds.Token())).ShouldBeTrue();
        }
        // Whether a server calls it cancelled when its own clock ends a call is its own affair.
        var end = Bounds.Token();
        string? line;
        do
        {
            line = await _process.StandardOutput.ReadLineAsync(end);
        } while (line is "cancelled ");
        line.ShouldBe("cancelled given up", peer);
    }

    [Test]
    public async Task Large_messages([Values] bool isGzip)
    {
        var bytes = Enumerable.Range(0, 3_000_000).Select(i => (byte)(i % 251)).ToArray();
        var request = new EchoRequest { Payload = ByteString.CopyFrom(bytes) };
        var reply = await _channel.Echo().SayToAsync(request, isGzip ? EchoCalls.Zipped : null);
        reply.Payload.ShouldBe(request.Payload);
    }

    [Test]
    public async Task Requests_beyond_the_servers_limit()
    {
        var request = new EchoRequest { Payload = ByteString.CopyFrom(new byte[5 << 20]) };
        (await EchoCalls.EndAsync(_channel.Echo().SayToAsync(request))).ShouldBe(
            StatusCode.ResourceExhausted
        );
    }

    private static DateTime In(TimeSpan time) => TimeProvider.System.GetUtcNow().UtcDateTime + time;
}
