using Bench.Coordinator.Hosting;
using Bench.Coordinator.Security;
using Bench.Rpc.Contract;
using Bench.Rpc.Server;
using Bench.Rpc.Statuses;
using Bench.Rpc.V1;

namespace Bench.Coordinator.LiveChannel;

/// <summary>The service <c>bench.v1.Workers</c>.</summary>
public sealed class WorkersHandlers(CoordinatorHost host, TimeProvider time)
{
    private static readonly TimeSpan HelloPatience = TimeSpan.FromSeconds(10);

    public RpcService ToService() =>
        new RpcService(WorkersService.Descriptor).Handle(WorkersService.Connect, ConnectAsync);

    private async Task ConnectAsync(
        IAsyncEnumerable<WorkerMessage> requests,
        IResponseWriter<WorkerCommand> commands,
        IServerCall call
    )
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation);
        await using var messages = requests.GetAsyncEnumerator(ending.Token);
        var hello = await HelloAsync(messages, ending);
        var led =
            host.FindLed(hello.RunId)
            ?? throw new RpcException(
                RpcStatusCode.FailedPrecondition,
                $"this coordinator does not lead {hello.RunId}"
            );
        Check(call, led, hello);
        await led.Workers.ServeAsync(hello, messages, commands, ending);
    }

    private async Task<WorkerHello> HelloAsync(
        IAsyncEnumerator<WorkerMessage> messages,
        CancellationTokenSource ending
    )
    {
        var next = messages.MoveNextAsync().AsTask();
        try
        {
            if (await next.WaitAsync(HelloPatience, time) && messages.Current.Hello is { } hello)
            {
                return hello;
            }
        }
        catch (TimeoutException)
        {
            await ending.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new RpcException(RpcStatusCode.DeadlineExceeded, "no hello came");
        }
        throw new RpcException(
            RpcStatusCode.InvalidArgument,
            "the first message of a connection is hello"
        );
    }

    /// <summary>A token is the right to act as one VM of one run, by its config's digest too.</summary>
    private static void Check(IServerCall call, LedRun led, WorkerHello hello)
    {
        if (
            Caller.Of(call.Principal) is not Caller.Worker worker
            || worker.Run != led.Run.OwnerName
            || worker.Vm != hello.Vm
            || !led.Workers.Knows(hello.Vm)
        )
        {
            throw new RpcException(
                RpcStatusCode.PermissionDenied,
                "this token gives no right to act as this VM of this run"
            );
        }
    }
}
