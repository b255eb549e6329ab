using Bench.Rpc.Client;
using Bench.Rpc.V1;
using Grpc.Core;

namespace Bench.Benchmarks.FleetScale;

/// <summary>
/// The live channels of many simulated workers over a few connections. The one place of this benchmark that knows the
/// transport.
/// </summary>
internal sealed class WorkerStreams(Uri address) : IAsyncDisposable
{
    private readonly RpcChannel _channel = new(address);
    private readonly List<AsyncDuplexStreamingCall<WorkerMessage, WorkerCommand>> _calls = [];
    private readonly List<Task> _reading = [];
    private readonly Lock _gate = new();

    /// <summary>Connects one worker; what sends its messages, once the coordinator has welcomed it.</summary>
    public async Task<Func<WorkerMessage, Task>> OpenAsync(string token, WorkerHello hello)
    {
        var call = new Workers.WorkersClient(_channel.As(token)).Connect();
        await call.RequestStream.WriteAsync(new WorkerMessage { Hello = hello });
        await call.ResponseStream.MoveNext(CancellationToken.None);
        lock (_gate)
        {
            _calls.Add(call);
            _reading.Add(ReadAsync(call));
        }
        return call.RequestStream.WriteAsync;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var call in _calls)
        {
            call.Dispose();
        }
        await Task.WhenAll(_reading);
        _channel.Dispose();
    }

    /// <summary>Commands are taken and not followed: these workers only tell.</summary>
    private static async Task ReadAsync(AsyncDuplexStreamingCall<WorkerMessage, WorkerCommand> call)
    {
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None)) { }
        }
        catch (Exception e) when (e is RpcException or ObjectDisposedException)
        {
            // The benchmark has given the call up.
        }
    }
}
