using System.Collections.Concurrent;
using System.Threading.Channels;
using Bench.Rpc.Server;
using Bench.Rpc.Standard.Health;
using Bench.Rpc.Statuses;
using ServingStatus = Bench.Rpc.Standard.Health.HealthCheckResponse.Types.ServingStatus;

namespace Bench.Rpc.Health;

/// <summary>
/// <c>grpc.health.v1.Health</c>: says whether the server (the empty name) and its services take calls. Anybody may ask.
/// All become NOT_SERVING when the server begins to stop.
/// </summary>
public sealed class HealthService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServingStatus> _states = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Channel<ServingStatus>, string> _watchers = new();

    /// <param name="services">Full names of services that take calls from the beginning.</param>
    public HealthService(IEnumerable<string> services)
    {
        foreach (var service in services.Append(""))
        {
            _states[service] = ServingStatus.Serving;
        }
    }

    /// <param name="service">A service's full name; empty for the server as a whole.</param>
    public void Set(string service, bool isServing)
    {
        lock (_lock)
        {
            var state = isServing ? ServingStatus.Serving : ServingStatus.NotServing;
            _states[service] = state;
            foreach (var (watcher, watched) in _watchers)
            {
                if (string.Equals(watched, service, StringComparison.Ordinal))
                {
                    watcher.Writer.TryWrite(state);
                }
            }
        }
    }

    public RpcService ToService() =>
        new RpcService(HealthContract.Descriptor) { IsOpen = true }
            .Handle(HealthContract.Check, CheckAsync)
            .Handle(HealthContract.Watch, WatchAsync);

    private Task<HealthCheckResponse> CheckAsync(HealthCheckRequest request, IServerCall call)
    {
        lock (_lock)
        {
            return _states.TryGetValue(request.Service, out var state)
                ? Task.FromResult(Reply(state, call))
                : throw new RpcException(
                    RpcStatusCode.NotFound,
                    $"there is no service '{request.Service}' here"
                );
        }
    }

    private async Task WatchAsync(
        HealthCheckRequest request,
        IResponseWriter<HealthCheckResponse> responses,
        IServerCall call
    )
    {
        // Only the last state matters to who has not read the one before.
        var states = Channel.CreateBounded<ServingStatus>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest }
        );
        lock (_lock)
        {
            states.Writer.TryWrite(
                _states.GetValueOrDefault(request.Service, ServingStatus.ServiceUnknown)
            );
            _watchers[states] = request.Service;
        }
        await using var stopping = call.Stopping.UnsafeRegister(
            it => ((Channel<ServingStatus>)it!).Writer.TryWrite(ServingStatus.NotServing),
            states
        );
        try
        {
            await foreach (var state in states.Reader.ReadAllAsync(call.Cancellation))
            {
                await responses.WriteAsync(Reply(state, call));
            }
        }
        finally
        {
            _watchers.TryRemove(states, out _);
        }
    }

    private static HealthCheckResponse Reply(ServingStatus state, IServerCall call) =>
        new()
        {
            Status =
                state is ServingStatus.Serving && call.Stopping.IsCancellationRequested
                    ? ServingStatus.NotServing
                    : state,
        };
}
