using Bench.Rpc.Client;
using Bench.Rpc.Server;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;
using Grpc.Core;
using Grpc.Health.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Bench.Rpc.Tests.Calls;

/// <summary>Deadlines, cancellation and the server's end reach the other side.</summary>
public sealed class LifetimeTests
{
    private EchoServer _server = null!;
    private RpcChannel _channel = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await EchoServer.StartAsync(
            new RpcServerOptions { DrainTime = TimeSpan.FromMilliseconds(100) }
        );
        _channel = _server.Channel();
    }

    [TearDown]
    public async Task StopAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task A_deadline_ends_the_call_and_its_handler()
    {
        var hang = new EchoRequest { Hang = true };
        var call = _channel.Echo().SayAsync(hang, deadline: In(TimeSpan.FromMilliseconds(200)));
        (await EchoCalls.EndAsync(call.ResponseAsync)).ShouldBe(StatusCode.DeadlineExceeded);
        await _server.Echo.Cancelled.Bounded();
    }

    [Test]
    public async Task A_handler_sees_the_time_left()
    {
        var deadline = In(TimeSpan.FromSeconds(100));
        var call = _channel.Echo().SayAsync(new EchoRequest(), deadline: deadline);
        (await call.ResponseAsync.Bounded()).SecondsLeft.ShouldBeInRange(50, 101);
        (await _channel.Echo().SayToAsync(new EchoRequest())).SecondsLeft.ShouldBe(0);
    }

    [Test]
    public async Task A_deadline_beyond_all_timers_is_kept()
    {
        var deadline = In(TimeSpan.FromDays(1000));
        var call = _channel.Echo().SayAsync(new EchoRequest(), deadline: deadline);
        (await call.ResponseAsync.Bounded()).SecondsLeft.ShouldBeGreaterThan(86_400d * 999);
    }

    [Test]
    public async Task Cancelling_reaches_the_handler()
    {
        using var cancel = new CancellationTokenSource();
        var hang = new EchoRequest { Hang = true };
        var call = _channel.Echo().SayAsync(hang, cancellationToken: cancel.Token);
        await _server.Echo.Hanging.Bounded();
        await cancel.CancelAsync();
        (await EchoCalls.EndAsync(call.ResponseAsync)).ShouldBe(StatusCode.Cancelled);
        await _server.Echo.Cancelled.Bounded();
    }

    [Test]
    public async Task Giving_up_a_stream_reaches_the_handler()
    {
        using (var call = _channel.Echo().Repeat(new EchoRequest { Count = 1, Hang = true }))
        {
            (await call.ResponseStream.MoveNext(Bounds.Token())).ShouldBeTrue();
            await _server.Echo.Hanging.Bounded();
        }
        await _server.Echo.Cancelled.Bounded();
    }

    [Test]
    public async Task Disposing_of_a_talk_reaches_the_handler_that_waits_for_requests()
    {
        using (await _channel.Echo().TalkingAsync())
        {
            _server.Gate.ActiveCalls.ShouldBe(1);
        }
        await Bounds.UntilAsync(() => _server.Gate.ActiveCalls is 0, "the call is over");
        _server.Log.Lines.ShouldBeEmpty();
    }

    [Test]
    public async Task A_stopping_server_lets_streams_end_and_says_why()
    {
        using var talk = await _channel.Echo().TalkingAsync();
        var reading = talk.NextAsync();
        await _server.StopAsync();
        var error = await Should.ThrowAsync<RpcException>(reading.Bounded());
        error.Status.ShouldBe(new Status(StatusCode.Unavailable, "the server is shutting down"));
    }

    [Test]
    public async Task Health_is_told_and_watched()
    {
        var client = new Health.HealthClient(_channel.Anonymous);
        var check = new HealthCheckRequest { Service = Echo.Echo.Descriptor.FullName };
        (await client.CheckAsync(check)).Status.ShouldBe(ServingStatus.Serving);
        (await client.CheckAsync(new())).Status.ShouldBe(ServingStatus.Serving);
        var unknown = client.CheckAsync(new HealthCheckRequest { Service = "no.Such" });
        (await EchoCalls.EndAsync(unknown.ResponseAsync)).ShouldBe(StatusCode.NotFound);

        using var watch = client.Watch(check);
        (await StateAsync(watch)).ShouldBe(ServingStatus.Serving);
        _server.Health.SetStatus(check.Service, ServingStatus.NotServing);
        (await StateAsync(watch)).ShouldBe(ServingStatus.NotServing);
        _server.Health.SetStatus(check.Service, ServingStatus.Serving);
        (await StateAsync(watch)).ShouldBe(ServingStatus.Serving);
        var stopping = _server.StopAsync();
        (await StateAsync(watch)).ShouldBe(ServingStatus.NotServing);
        await stopping;
    }

    private static async Task<ServingStatus> StateAsync(
        AsyncServerStreamingCall<HealthCheckResponse> watch
    )
    {
        (await watch.ResponseStream.MoveNext(Bounds.Token())).ShouldBeTrue();
        return watch.ResponseStream.Current.Status;
    }

    private static DateTime In(TimeSpan time) => TimeProvider.System.GetUtcNow().UtcDateTime + time;
}
