using Bench.Rpc.Client;
using Bench.Rpc.Metadata;
using Bench.Rpc.Standard.Errors;
using Bench.Rpc.Statuses;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;

namespace Bench.Rpc.Tests.Calls;

/// <summary>Errors arrive whole, and say nothing that they should not.</summary>
public sealed class ErrorTests
{
    private EchoServer _server = null!;
    private RpcChannel _channel = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await EchoServer.StartAsync();
        _channel = _server.Channel();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Status_message_and_details_arrive([Range(1, 16)] int code)
    {
        var error = await FailureAsync(code, "100 % wrong:\n☃");
        error.Code.ShouldBe((RpcStatusCode)code);
        error.Description.ShouldBe("100 % wrong:\n☃");
        error.Detail<ErrorInfo>()!.Reason.ShouldBe("ASKED_FOR");
        error.Detail<BadRequest>()!.FieldViolations.Single().Field.ShouldBe("fail_with");
        error.Detail<RetryInfo>().ShouldBeNull();
    }

    [Test]
    public async Task Long_messages_are_cut_and_the_status_stays()
    {
        var error = await FailureAsync(9, new string('☃', 50_000));
        error.Code.ShouldBe(RpcStatusCode.FailedPrecondition);
        error.Description.ShouldBe(new string('☃', 1024));
    }

    [Test]
    public async Task An_error_in_the_middle_of_responses_comes_after_them()
    {
        var request = new EchoRequest
        {
            Count = 3,
            FailWith = 5,
            Text = "no more",
        };
        var got = 0;
        var error = await Should.ThrowAsync<RpcException>(async () =>
        {
            await foreach (
                var _ in _channel.ReadAsync(EchoContract.Repeat, request, cancel: Bounds.Token())
            )
            {
                got++;
            }
        });
        got.ShouldBe(3);
        error.Code.ShouldBe(RpcStatusCode.NotFound);
    }

    [Test]
    public async Task An_error_ends_an_upload_and_a_talk()
    {
        await using var upload = _channel.Open(EchoContract.Sum, cancel: Bounds.Token());
        await upload.WriteAsync(new EchoRequest { FailWith = 6, Text = "there already" });
        (await Should.ThrowAsync<RpcException>(upload.CompleteAsync())).Code.ShouldBe(
            RpcStatusCode.AlreadyExists
        );

        await using var talk = _channel.Open(EchoContract.Talk, cancel: Bounds.Token());
        await talk.WriteAsync(new EchoRequest { FailWith = 7, Text = "not you" });
        (await Should.ThrowAsync<RpcException>(async () => await talk.ReadAsync())).Code.ShouldBe(
            RpcStatusCode.PermissionDenied
        );
    }

    [Test]
    public async Task Writing_on_after_an_upload_was_refused_tells_the_status()
    {
        await using var upload = _channel.Open(EchoContract.Sum, cancel: Bounds.Token());
        await upload.WriteAsync(new EchoRequest { FailWith = 6, Text = "there already" });
        var error = await Should.ThrowAsync<RpcException>(async () =>
        {
            while (true)
            {
                await upload.WriteAsync(new EchoRequest { Text = "more" });
            }
        });
        error.Code.ShouldBe(RpcStatusCode.AlreadyExists);
    }

    [Test]
    public async Task Exceptions_stay_on_the_server()
    {
        var error = await Should.ThrowAsync<RpcException>(
            _channel
                .CallAsync(EchoContract.Say, new EchoRequest { Crash = true, Text = "sekret" })
                .Bounded()
        );
        error.Code.ShouldBe(RpcStatusCode.Internal);
        error.ToString().ShouldNotContain("sekret");
        _server.Log.Lines.ShouldContain(it =>
            it.Contains("sekret") && it.Contains("/bench.test.Echo/Say")
        );
    }

    [Test]
    public async Task A_method_without_handler_is_unimplemented()
    {
        var error = await Should.ThrowAsync<RpcException>(
            _channel.CallAsync(EchoContract.Nothing, new EchoRequest()).Bounded()
        );
        error.Code.ShouldBe(RpcStatusCode.Unimplemented);
    }

    [Test]
    public void Details_too_large_for_other_clients_are_left_out()
    {
        var error = new RpcException(
            RpcStatusCode.NotFound,
            "gone",
            ErrorDetails.Resource("run", new string('x', 5000))
        );
        StatusHeaders.Of(error).Select(it => it.Key).ShouldBe(["grpc-status", "grpc-message"]);
    }

    [TestCase("5", null, RpcStatusCode.NotFound)]
    [TestCase("5", "no base64!", RpcStatusCode.NotFound)]
    [TestCase("5", "/////w", RpcStatusCode.NotFound)]
    [TestCase("17", null, RpcStatusCode.Unknown)]
    [TestCase("-1", null, RpcStatusCode.Unknown)]
    [TestCase("x", null, RpcStatusCode.Unknown)]
    public void A_status_is_read_whatever_is_beside_it(
        string status,
        string? details,
        RpcStatusCode code
    )
    {
        var error = StatusHeaders.Parse(status, "what", details, RpcMetadata.Empty)!;
        error.Code.ShouldBe(code);
        error.Description.ShouldBe("what");
        error.Details.ShouldBeEmpty();
    }

    [Test]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        using var nowhere = new RpcChannel(new Uri("http://127.0.0.1:1"));
        (
            await Should.ThrowAsync<RpcException>(
                nowhere.CallAsync(EchoContract.Say, new EchoRequest()).Bounded()
            )
        ).Code.ShouldBe(RpcStatusCode.Unavailable);

        await using var talk = nowhere.Open(EchoContract.Talk, cancel: Bounds.Token());
        (
            await Should.ThrowAsync<RpcException>(async () =>
                await talk.WriteAsync(new EchoRequest())
            )
        ).Code.ShouldBe(RpcStatusCode.Unavailable);
    }

    private Task<RpcException> FailureAsync(int code, string text) =>
        Should.ThrowAsync<RpcException>(
            _channel
                .CallAsync(EchoContract.Say, new EchoRequest { FailWith = code, Text = text })
                .Bounded()
        );
}
