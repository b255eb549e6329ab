using Bench.Rpc.Client;
using Bench.Rpc.Errors;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;
using Google.Rpc;
using Grpc.Core;

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
        error.StatusCode.ShouldBe((StatusCode)code);
        error.Status.Detail.ShouldBe("100 % wrong:\n☃");
        var status = error.GetRpcStatus()!;
        status.GetDetail<ErrorInfo>().Reason.ShouldBe("ASKED_FOR");
        status.GetDetail<BadRequest>().FieldViolations.Single().Field.ShouldBe("fail_with");
    }

    [Test]
    public async Task Long_messages_are_cut_and_the_status_stays()
    {
        var error = await FailureAsync(9, new string('☃', 50_000));
        error.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        error.Status.Detail.ShouldBe(new string('☃', 1024));
    }

    [Test]
    public async Task An_error_in_the_middle_of_responses_comes_after_them()
    {
        var request = new EchoRequest { Count = 3, FailWith = 5 };
        using var call = _channel.Echo().Repeat(request, cancellationToken: Bounds.Token());
        for (var i = 0; i < 3; i++)
        {
            (await call.ResponseStream.MoveNext(default)).ShouldBeTrue();
        }
        (await EchoCalls.EndAsync(call.ResponseStream.MoveNext(default))).ShouldBe(
            StatusCode.NotFound
        );
    }

    [Test]
    public async Task An_error_ends_an_upload_and_a_talk()
    {
        using var upload = _channel.Echo().Sum(cancellationToken: Bounds.Token());
        await upload.RequestStream.WriteAsync(new EchoRequest { FailWith = 6 });
        (await EchoCalls.EndAsync(upload.ResponseAsync)).ShouldBe(StatusCode.AlreadyExists);

        using var talk = _channel.Echo().Talk(cancellationToken: Bounds.Token());
        await talk.RequestStream.WriteAsync(new EchoRequest { FailWith = 7 });
        (await EchoCalls.EndAsync(talk.NextAsync())).ShouldBe(StatusCode.PermissionDenied);
    }

    [Test]
    public async Task Exceptions_stay_on_the_server()
    {
        var crash = new EchoRequest { Crash = true, Text = "sekret" };
        var error = await Should.ThrowAsync<RpcException>(_channel.Echo().SayToAsync(crash));
        error.StatusCode.ShouldBe(StatusCode.Internal);
        error.ToString().ShouldNotContain("sekret");
        _server.Log.Lines.ShouldContain(it =>
            it.Contains("sekret") && it.Contains("/bench.test.Echo/Say")
        );
    }

    [Test]
    public async Task A_method_without_handler_is_unimplemented()
    {
        var call = _channel.Echo().NothingAsync(new EchoRequest());
        (await EchoCalls.EndAsync(call.ResponseAsync)).ShouldBe(StatusCode.Unimplemented);
    }

    [Test]
    public void Details_too_large_for_other_clients_are_left_out()
    {
        var large = new ResourceInfo { ResourceName = new string('x', 5000) };
        var error = RpcFailure.Of(StatusCode.NotFound, "gone", large);
        error.Status.ShouldBe(new Grpc.Core.Status(StatusCode.NotFound, "gone"));
        error.Trailers.ShouldBeEmpty();
    }

    [Test]
    public async Task A_server_that_is_not_there_is_unavailable_and_named_so()
    {
        using var nowhere = new RpcChannel(new Uri("http://127.0.0.1:1"));
        var error = await Should.ThrowAsync<RpcException>(
            nowhere.Echo().SayToAsync(new EchoRequest())
        );
        error.StatusCode.ShouldBe(StatusCode.Unavailable);
        RpcFailure.Words(error).ShouldStartWith("the server cannot be reached: Connection refused");

        using var talk = nowhere.Echo().Talk(cancellationToken: Bounds.Token());
        (await EchoCalls.EndAsync(talk.RequestStream.WriteAsync(new EchoRequest()))).ShouldBe(
            StatusCode.Unavailable
        );
    }

    private Task<RpcException> FailureAsync(int code, string text) =>
        Should.ThrowAsync<RpcException>(
            _channel.Echo().SayToAsync(new EchoRequest { FailWith = code, Text = text })
        );
}
