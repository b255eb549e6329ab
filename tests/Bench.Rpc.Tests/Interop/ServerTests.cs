using System.Diagnostics;
using Bench.Rpc.Client;
using Bench.Rpc.Metadata;
using Bench.Rpc.Standard.Errors;
using Bench.Rpc.Statuses;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;
using Google.Protobuf;

namespace Bench.Rpc.Tests.Interop;

/// <summary>This client against other implementations' servers.</summary>
[TestFixture(Peer.Python)]
[TestFixture(Peer.Node)]
public sealed class ServerTests(string peer)
{
    private string _descriptors = null!;
    private Process _process = null!;
    private RpcChannel _plain = null!;
    private RpcChannel _zipped = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _descriptors = Peer.DescriptorsFile();
        _process = Peer.Start(peer, "server", _descriptors);
        var port = await _process.StandardOutput.ReadLineAsync(Bounds.Token());
        port.ShouldNotBeNull(port is null ? await _process.StandardError.ReadToEndAsync() : "");
        var address = new Uri($"http://127.0.0.1:{port}");
        _plain = new RpcChannel(address);
        _zipped = new RpcChannel(address, new RpcChannelOptions { CompressRequests = true });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _plain.Dispose();
        _zipped.Dispose();
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
        var facts = new RpcCallFacts();
        var options = new RpcCallOptions
        {
            Headers = RpcMetadata.Empty.With("x-mark", "a b").With("x-mark-bin", [0, 255]),
            Timeout = TimeSpan.FromSeconds(30),
            Facts = facts,
        };
        var request = new EchoRequest { Text = "Grüße ☃", Count = 3 };
        var reply = await _plain.CallAsync(EchoContract.Say, request, options);
        (reply.Text, reply.Count, reply.Mark).ShouldBe(("Grüße ☃", 3, "a b"));
        reply.MarkBinary.ToByteArray().ShouldBe([0, 255]);
        reply.SecondsLeft.ShouldBeInRange(1, 30);
        facts.Trailers!.Text("x-served-by").ShouldBe("Say");
        facts.Trailers!.Binary("x-served-bin").ShouldBe([0, 255, 10]);
    }

    [Test]
    public async Task Client_streaming()
    {
        await using var call = _plain.Open(EchoContract.Sum, cancel: Bounds.Token());
        for (var i = 0; i < 100; i++)
        {
            await call.WriteAsync(new EchoRequest { Text = $"{i}", Count = i });
        }
        var reply = await call.CompleteAsync();
        reply.Text.ShouldBe(string.Join(' ', Enumerable.Range(0, 100)));
        reply.Count.ShouldBe(4950);
    }

    [Test]
    public async Task Server_streaming()
    {
        var facts = new RpcCallFacts();
        var replies = await _plain
            .ReadAsync(
                EchoContract.Repeat,
                new EchoRequest { Count = 100 },
                new RpcCallOptions { Facts = facts },
                Bounds.Token()
            )
            .ToListAsync();
        replies.Select(it => it.Count).ShouldBe(Enumerable.Range(0, 100));
        facts.Headers!.Text("x-begun").ShouldBe("yes");
    }

    [Test]
    public async Task Duplex()
    {
        await using var call = _plain.Open(EchoContract.Talk, cancel: Bounds.Token());
        for (var i = 0; i < 20; i++)
        {
            await call.WriteAsync(new EchoRequest { Text = $"t{i}" });
            (await call.ReadAsync())!.Text.ShouldBe($"t{i}");
        }
        call.CompleteRequests();
        (await call.ReadAsync()).ShouldBeNull();
    }

    [Test]
    public async Task Errors_with_details()
    {
        var request = new EchoRequest { FailWith = 9, Text = "100 % wrong:\n☃" };
        var error = await Should.ThrowAsync<RpcException>(
            _plain.CallAsync(EchoContract.Say, request).Bounded()
        );
        error.Code.ShouldBe(RpcStatusCode.FailedPrecondition);
        error.Description.ShouldBe("100 % wrong:\n☃");
        error.Detail<ErrorInfo>()!.Reason.ShouldBe("ASKED_FOR");
    }

    [Test]
    public async Task Unimplemented() =>
        (
            await Should.ThrowAsync<RpcException>(
                _plain.CallAsync(EchoContract.Nothing, new EchoRequest()).Bounded()
            )
        ).Code.ShouldBe(RpcStatusCode.Unimplemented);

    [Test]
    public async Task Deadline_and_cancellation()
    {
        var options = new RpcCallOptions { Timeout = TimeSpan.FromMilliseconds(200) };
        (
            await Should.ThrowAsync<RpcException>(
                _plain
                    .CallAsync(EchoContract.Say, new EchoRequest { Hang = true }, options)
                    .Bounded()
            )
        ).Code.ShouldBe(RpcStatusCode.DeadlineExceeded);
        (await _process.StandardOutput.ReadLineAsync(Bounds.Token())).ShouldBe("cancelled");

        await foreach (
            var _ in _plain.ReadAsync(
                EchoContract.Repeat,
                new EchoRequest { Count = 1, Hang = true },
                cancel: Bounds.Token()
            )
        )
        {
            break;
        }
        (await _process.StandardOutput.ReadLineAsync(Bounds.Token())).ShouldBe("cancelled");
    }

    [Test]
    public async Task Large_messages([Values] bool isGzip)
    {
        var bytes = Enumerable.Range(0, 3_000_000).Select(i => (byte)(i % 251)).ToArray();
        var request = new EchoRequest { Payload = ByteString.CopyFrom(bytes) };
        var reply = await (isGzip ? _zipped : _plain)
            .CallAsync(EchoContract.Say, request)
            .Bounded();
        reply.Payload.ShouldBe(request.Payload);
    }

    [Test]
    public async Task Requests_beyond_the_servers_limit()
    {
        var request = new EchoRequest { Payload = ByteString.CopyFrom(new byte[5 << 20]) };
        (
            await Should.ThrowAsync<RpcException>(
                _plain.CallAsync(EchoContract.Say, request).Bounded()
            )
        ).Code.ShouldBe(RpcStatusCode.ResourceExhausted);
    }
}
