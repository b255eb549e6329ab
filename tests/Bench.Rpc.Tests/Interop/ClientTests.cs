using System.Diagnostics;
using System.Text.Json;
using Bench.Rpc.Server;
using Bench.Rpc.Tests.Servers;

namespace Bench.Rpc.Tests.Interop;

/// <summary>Other implementations' clients against this server; each runs all its checks once.</summary>
[TestFixture(Peer.Python)]
[TestFixture(Peer.Node)]
public sealed class ClientTests(string peer)
{
    private EchoServer _server = null!;
    private string _descriptors = null!;
    private JsonElement _results;

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        _server = await EchoServer.StartAsync(new RpcServerOptions { CompressResponses = true });
        _descriptors = Peer.DescriptorsFile();
        using var process = Peer.Start(peer, "client", _server.Address.Authority, _descriptors);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync(Bounds.Token());
            process.ExitCode.ShouldBe(0, await errors);
            _results = JsonDocument.Parse(await output).RootElement;
        }
        finally
        {
            Kill(process);
        }
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        File.Delete(_descriptors);
        await _server.DisposeAsync();
    }

    [Test]
    public void Unary() =>
        ShouldBe(
            "unary",
            """{"text":"Grüße ☃","count":3,"mark":"a b","binary":"00ff","trailer":"Say","trailerBinary":"00ff0a"}"""
        );

    [Test]
    public void Client_streaming() =>
        ShouldBe(
            "upload",
            $$"""{"text":"{{string.Join(' ', Enumerable.Range(0, 100))}}","count":4950}"""
        );

    [Test]
    public void Server_streaming() =>
        ShouldBe(
            "repeat",
            $$"""{"counts":[{{string.Join(',', Enumerable.Range(0, 100))}}],"header":"yes"}"""
        );

    [Test]
    public void Duplex()
    {
        var texts = Enumerable.Range(0, 20).Select(i => $"\"t{i}\"");
        ShouldBe("talk", $$"""{"texts":[{{string.Join(',', texts)}}],"more":0,"code":0}""");
    }

    [Test]
    public async Task Deadline_and_cancellation_reach_the_handler()
    {
        CodeOf("deadline").ShouldBe(4);
        CodeOf("cancel").ShouldBe(1);
        await _server.Echo.Cancelled.Bounded();
        await Bounds.UntilAsync(() => _server.Gate.ActiveCalls is 0, "all calls are over");
        Result("time_left").GetDouble().ShouldBeInRange(1, 40);
    }

    [Test]
    public void Errors_with_details() =>
        ShouldBe("failure", """{"code":9,"message":"100 % wrong:\n☃","reason":"ASKED_FOR"}""");

    [Test]
    public void Errors_without_secrets()
    {
        CodeOf("crash").ShouldBe(13);
        Result("crash").GetRawText().ShouldNotContain("sekret");
    }

    [TestCase("unknown_method")]
    [TestCase("unknown_service")]
    public void Unimplemented(string check) => CodeOf(check).ShouldBe(12);

    [Test]
    public void Large_messages()
    {
        ShouldBe("large", """{"bytes":3000000,"same":true}""");
        CodeOf("too_large").ShouldBe(8);
    }

    [Test]
    public void Gzip()
    {
        ShouldBe("zipped", """{"bytes":3000000,"same":true}""");
        _server.Encodings.ShouldContain(("/bench.test.Echo/Say", "gzip", "gzip"));
    }

    [Test]
    public void Health() =>
        ShouldBe("health", """{"server":1,"service":1,"unknown":5,"watched":3}""");

    [TestCase("reflection")]
    [TestCase("reflection_alpha")]
    public void Reflection(string check) =>
        ShouldBe(
            check,
            """
            {"services":["bench.test.Echo","bench.v1.Runs","bench.v1.Workers",
              "grpc.health.v1.Health","grpc.reflection.v1.ServerReflection",
              "grpc.reflection.v1alpha.ServerReflection"],
             "methods":["Cancel","Get","List","Resume","Retry","Start","Watch"],"missing":5}
            """
        );

    [Test]
    public void An_operators_calls()
    {
        ShouldBe("start", "\"r1\"");
        ShouldBe("get", """{"vms":["vm-1","vm-2"],"created":1800000000,"left":12.5,"missing":5}""");
        ShouldBe("watch", """["snapshot","vm","note"]""");
    }

    [Test]
    public void A_workers_connection() =>
        ShouldBe("connect", """["welcome","ping","go","leave"]""");

    private JsonElement Result(string check) => _results.GetProperty(check);

    private int CodeOf(string check) =>
        Result(check).TryGetProperty("code", out var code)
            ? code.GetInt32()
            : throw new ShouldAssertException(Result(check).GetRawText());

    private void ShouldBe(string check, string expected)
    {
        using var wanted = JsonDocument.Parse(expected);
        JsonElement
            .DeepEquals(Result(check), wanted.RootElement)
            .ShouldBeTrue($"{check}: {Result(check).GetRawText()}");
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
        }
    }
}
