using System.IO.Compression;
using System.Net;
using Bench.Rpc.Server;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;
using Google.Protobuf;

namespace Bench.Rpc.Tests.Http;

/// <summary>What the server answers to requests that are not quite right.</summary>
public sealed class RawRequestTests
{
    private const string Say = "/bench.test.Echo/Say";
    private const string Talk = "/bench.test.Echo/Talk";
    private const string Ok = "0";
    private const string Unknown = "2";
    private const string DeadlineExceeded = "4";
    private const string ResourceExhausted = "8";
    private const string Unimplemented = "12";
    private const string Internal = "13";

    private EchoServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() =>
        _server = await EchoServer.StartAsync(
            new RpcServerOptions { MaxReceiveBytes = 100_000, CompressResponses = true }
        );

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task A_right_request_is_answered()
    {
        var reply = await PostAsync(Say, Message("hello"));
        reply.HttpStatus.ShouldBe(200);
        reply.Status.ShouldBe(Ok);
        EchoReply.Parser.ParseFrom(reply.Body.AsSpan(5)).Text.ShouldBe("hello");
    }

    [TestCase("application/json")]
    [TestCase("application/grpc-web")]
    public async Task Another_content_type_is_refused(string type) =>
        (await PostAsync(Say, Message("x"), ("content-type", type))).HttpStatus.ShouldBe(415);

    [TestCase("application/grpc")]
    [TestCase("application/grpc+proto")]
    [TestCase("application/grpc; charset=utf-8")]
    public async Task Content_types_of_protobuf_are_served(string type) =>
        (await PostAsync(Say, Message("x"), ("content-type", type))).Status.ShouldBe(Ok);

    [Test]
    public async Task Only_post_is_served()
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Address, Say))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await client.SendAsync(request, Bounds.Token());
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task What_is_no_rpc_goes_on_in_the_pipeline() =>
        (await PostAsync("/other", [], ("content-type", "application/json"))).HttpStatus.ShouldBe(
            404
        );

    [TestCase("/bench.test.Echo/Missing")]
    [TestCase("/bench.test.Echo/Nothing")]
    [TestCase("/bench.test.Missing/Say")]
    [TestCase("/")]
    public async Task Unknown_methods_are_unimplemented(string path) =>
        (await PostAsync(path, Message("x"))).Status.ShouldBe(Unimplemented);

    [Test]
    public async Task The_server_keeps_the_deadline_itself()
    {
        var request = Framed(new EchoRequest { Hang = true });
        var reply = await PostAsync(Say, request, ("grpc-timeout", "50m"));
        reply.Status.ShouldBe(DeadlineExceeded);
    }

    [Test]
    public async Task No_request_and_two_requests_are_errors()
    {
        (await PostAsync(Say, [])).Status.ShouldBe(Internal);
        (await PostAsync(Say, [.. Message("a"), .. Message("b")])).Status.ShouldBe(Internal);
    }

    [Test]
    public async Task Bytes_that_are_no_message_are_an_error()
    {
        // The library reads the only message of a call before anything of ours could say it better.
        (await PostAsync(Say, RawCall.Frame(0, [255, 255, 255]))).Status.ShouldBe(Unknown);
        (await PostAsync(Talk, RawCall.Frame(0, [255, 255, 255]))).Status.ShouldBe(Internal);
        (await PostAsync(Say, Message("cut")[..^1])).Status.ShouldBe(Internal);
        (await PostAsync(Say, [0, 0])).Status.ShouldBe(Internal);
    }

    [Test]
    public async Task A_message_beyond_the_limit_is_refused()
    {
        var request = Framed(new EchoRequest { Payload = ByteString.CopyFrom(new byte[100_001]) });
        (await PostAsync(Say, request)).Status.ShouldBe(ResourceExhausted);
        // The prefix alone is enough to know.
        (await PostAsync(Say, [0, 127, 255, 255, 255])).Status.ShouldBe(ResourceExhausted);
    }

    [Test]
    public async Task Compressed_requests_are_read()
    {
        var request = RawCall.Frame(1, Zipped(new EchoRequest { Text = "zip" }.ToByteArray()));
        var reply = await PostAsync(Say, request, ("grpc-encoding", "gzip"));
        reply.Status.ShouldBe(Ok);
        EchoReply.Parser.ParseFrom(reply.Body.AsSpan(5)).Text.ShouldBe("zip");
    }

    [Test]
    public async Task Responses_are_compressed_for_those_who_accept_it()
    {
        var request = Framed(new EchoRequest { Text = new string('x', 50_000) });
        var plain = await PostAsync(Say, request);
        plain.Encoding.ShouldBeNull();
        plain.Body[0].ShouldBe((byte)0);

        var zipped = await PostAsync(Say, request, ("grpc-accept-encoding", "deflate, gzip"));
        zipped.Encoding.ShouldBe("gzip");
        zipped.Body[0].ShouldBe((byte)1);
        zipped.Body.Length.ShouldBeLessThan(1000);
    }

    [Test]
    public async Task A_bomb_is_refused()
    {
        var bomb = RawCall.Frame(1, Zipped(new byte[50 << 20]));
        bomb.Length.ShouldBeLessThan(100_000);
        var reply = await PostAsync(Say, bomb, ("grpc-encoding", "gzip"));
        reply.Status.ShouldBe(ResourceExhausted);
    }

    [Test]
    public async Task Compression_must_be_announced_and_known()
    {
        var zipped = RawCall.Frame(1, Zipped([]));
        (await PostAsync(Say, zipped)).Status.ShouldBe(Internal);
        (await PostAsync(Say, zipped, ("grpc-encoding", "identity"))).Status.ShouldBe(Internal);
        var unknown = await PostAsync(Say, zipped, ("grpc-encoding", "snappy"));
        unknown.Status.ShouldBe(Unimplemented);
        unknown.Message!.ShouldContain("gzip");
    }

    private Task<RawReply> PostAsync(
        string path,
        byte[] body,
        params (string Name, string Value)[] headers
    ) => RawCall.PostAsync(_server.Address, path, body, headers);

    private static byte[] Message(string text) => Framed(new EchoRequest { Text = text });

    private static byte[] Framed(EchoRequest request) => RawCall.Frame(0, request.ToByteArray());

    private static byte[] Zipped(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.SmallestSize))
        {
            gzip.Write(bytes);
        }
        return output.ToArray();
    }
}
