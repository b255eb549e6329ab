using Bench.Rpc.Client;
using Bench.Rpc.Contract;
using Bench.Rpc.V1;

namespace Bench.Benchmarks.FleetScale;

/// <summary>
/// The live channels of many simulated workers over a few connections. The one place of this benchmark that knows the
/// transport.
/// </summary>
internal sealed class WorkerStreams(Uri address) : IAsyncDisposable
{
    private readonly RpcChannel _channel = new(address);
    private readonly List<DuplexCall<WorkerMessage, WorkerCommand>> _calls = [];
    private readonly List<Task> _reading = [];
    private readonly Lock _gate = new();

    /// <summary>Connects one worker; what sends its messages, once the coordinator has welcomed it.</summary>
    public async Task<Func<WorkerMessage, ValueTask>> OpenAsync(string token, WorkerHello hello)
    {
        var call = _channel.Open(
            WorkersService.Connect,
            new RpcCallOptions { BearerToken = token }
        );
        await call.WriteAsync(new WorkerMessage { Hello = hello });
        _ = await call.ReadAsync();
        lock (_gate)
        {
            _calls.Add(call);
            _reading.Add(ReadAsync(call));
        }
        return call.WriteAsync;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var call in _calls)
        {
            await call.DisposeAsync();
        }
        await Task.WhenAll(_reading);
        _channel.Dispose();
    }

    /// <summary>Commands are taken and not followed: these workers only tell.</summary>
    private static async Task ReadAsync(DuplexCall<WorkerMessage, WorkerCommand> call)
    {
        try
        {
            while (await call.ReadAsync() is not null) { }
        }
        catch (Exception e)
            when (e is Bench.Rpc.Statuses.RpcException or OperationCanceledException)
        {
            // The benchmark has given the call up.
        }
    }
}
