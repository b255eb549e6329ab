using Bench.Rpc.Client;
using Bench.Rpc.Health;
using Bench.Rpc.Server;
using Bench.Rpc.Standard.Health;
using Bench.Rpc.Statuses;
using Bench.Rpc.Tests.Echo;
using Bench.Rpc.Tests.Servers;

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
        var error = await Should.ThrowAsync<RpcException>(
            _channel
                .CallAsync(
                    EchoContract.Say,
                    new EchoRequest { Hang = true },
                    new RpcCallOptions { Timeout = TimeSpan.FromMilliseconds(200) }
                )
                .Bounded()
        );
        error.Code.ShouldBe(RpcStatusCode.DeadlineExceeded);
        await _server.Echo.Cancelled.Bounded();
    }

    [Test]
    public async Task A_handler_sees_the_time_left()
    {
        var options = new RpcCallOptions { Timeout = TimeSpan.FromSeconds(100) };
        var reply = await _channel
            .CallAsync(EchoContract.Say, new EchoRequest(), options)
            .Bounded();
        reply.SecondsLeft.ShouldBeInRange(50, 100);

        reply = await _channel.CallAsync(EchoContract.Say, new EchoRequest()).Bounded();
        reply.SecondsLeft.ShouldBe(0);
    }

    [Test]
    public async Task A_deadline_beyond_all_timers_is_kept()
    {
        var options = new RpcCallOptions { Timeout = TimeSpan.FromDays(40_000) };
        var reply = await _channel
            .CallAsync(EchoContract.Say, new EchoRequest(), options)
            .Bounded();
        reply.SecondsLeft.ShouldBeGreaterThan(86_400d * 39_999);
    }

    [Test]
    public async Task Cancelling_reaches_the_handler()
    {
        using var cancel = new CancellationTokenSource();
        var calling = _channel.CallAsync(
            EchoContract.Say,
            new EchoRequest { Hang = true },
            cancel: cancel.Token
        );
        await _server.Echo.Hanging.Bounded();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(calling.Bounded());
        await _server.Echo.Cancelled.Bounded();
    }

    [Test]
    public async Task Giving_up_a_stream_reaches_the_handler()
    {
        await foreach (
            var _ in _channel.ReadAsync(
                EchoContract.Repeat,
                new EchoRequest { Count = 1, Hang = true },
                cancel: Bounds.Token()
            )
        )
        {
            await _server.Echo.Hanging.Bounded();
            break;
        }
        await _server.Echo.Cancelled.Bounded();
    }

    [Test]
    public async Task Disposing_of_a_talk_reaches_the_handler_that_waits_for_requests()
    {
        await using (var talk = _channel.Open(EchoContract.Talk, cancel: Bounds.Token()))
        {
            await talk.WriteAsync(new EchoRequest());
            (await talk.ReadAsync()).ShouldNotBeNull();
            _server.Rpc.ActiveCalls.ShouldBe(1);
        }
        await Bounds.UntilAsync(() => _server.Rpc.ActiveCalls is 0, "the call is over");
        _server.Log.Lines.ShouldBeEmpty();
    }

    [Test]
    public async Task A_stopping_server_lets_streams_end_and_says_why()
    {
        await using var talk = _channel.Open(EchoContract.Talk, cancel: Bounds.Token());
        await talk.WriteAsync(new EchoRequest());
        (await talk.ReadAsync()).ShouldNotBeNull();
        var reading = talk.ReadAsync().AsTask();

        await _server.StopAsync();
        (await Should.ThrowAsync<RpcException>(reading.Bounded())).Code.ShouldBe(
            RpcStatusCode.Unavailable
        );
    }

    [Test]
    public async Task Health_is_told_and_watched()
    {
        var service = EchoContract.Descriptor.FullName;
        var check = new HealthCheckRequest { Service = service };
        (await _channel.CallAsync(HealthContract.Check, check).Bounded()).Status.ShouldBe(
            HealthCheckResponse.Types.ServingStatus.Serving
        );
        (await _channel.CallAsync(HealthContract.Check, new()).Bounded()).Status.ShouldBe(
            HealthCheckResponse.Types.ServingStatus.Serving
        );
        var unknown = new HealthCheckRequest { Service = "no.Such" };
        (
            await Should.ThrowAsync<RpcException>(
                _channel.CallAsync(HealthContract.Check, unknown).Bounded()
            )
        ).Code.ShouldBe(RpcStatusCode.NotFound);

        var states = _channel
            .ReadAsync(HealthContract.Watch, check, cancel: Bounds.Token())
            .GetAsyncEnumerator();
        await using var _ = states;
        (await StateAsync(states)).ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        _server.Health.Set(service, isServing: false);
        (await StateAsync(states)).ShouldBe(HealthCheckResponse.Types.ServingStatus.NotServing);
        _server.Health.Set(service, isServing: true);
        (await StateAsync(states)).ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        var stopping = _server.StopAsync();
        (await StateAsync(states)).ShouldBe(HealthCheckResponse.Types.ServingStatus.NotServing);
        await stopping;
    }

    private static async Task<HealthCheckResponse.Types.ServingStatus> StateAsync(
        IAsyncEnumerator<HealthCheckResponse> states
    )
    {
        (await states.MoveNextAsync()).ShouldBeTrue();
        return states.Current.Status;
    }
}
