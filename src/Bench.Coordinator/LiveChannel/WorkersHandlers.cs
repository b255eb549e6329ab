using Bench.Coordinator.Hosting;
using Bench.Coordinator.Security;
using Bench.Rpc.Errors;
using Grpc.Core;
using V1 = Bench.Rpc.V1;
using WorkerCommand = Bench.Rpc.V1.WorkerCommand;
using WorkerHello = Bench.Rpc.V1.WorkerHello;
using WorkerMessage = Bench.Rpc.V1.WorkerMessage;

namespace Bench.Coordinator.LiveChannel;

/// <summary>The service <c>bench.v1.Workers</c>.</summary>
public sealed class WorkersHandlers(CoordinatorHost host, TimeProvider time)
    : V1.Workers.WorkersBase
{
    private static readonly TimeSpan HelloPatience = TimeSpan.FromSeconds(10);

    public override async Task Connect(
        IAsyncStreamReader<WorkerMessage> requestStream,
        IServerStreamWriter<WorkerCommand> responseStream,
        ServerCallContext context
    )
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken
        );
        await using var messages = requestStream
            .ReadAllAsync(ending.Token)
            .GetAsyncEnumerator(ending.Token);
        var hello = await HelloAsync(messages, ending);
        var led =
            host.FindLed(hello.RunId)
            ?? throw RpcFailure.Of(
                StatusCode.FailedPrecondition,
                $"this coordinator does not lead {hello.RunId}"
            );
        Check(context, led, hello);
        await led.Workers.ServeAsync(hello, messages, responseStream, ending);
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
            throw RpcFailure.Of(StatusCode.DeadlineExceeded, "no hello came");
        }
        throw RpcFailure.Of(
            StatusCode.InvalidArgument,
            "the first message of a connection is hello"
        );
    }

    /// <summary>A token is the right to act as one VM of one run, by its config's digest too.</summary>
    private static void Check(ServerCallContext context, LedRun led, WorkerHello hello)
    {
        if (
            Caller.Of(context.GetHttpContext().User) is not Caller.Worker worker
            || worker.Run != led.Run.OwnerName
            || worker.Vm != hello.Vm
            || !led.Workers.Knows(hello.Vm)
        )
        {
            throw RpcFailure.Of(
                StatusCode.PermissionDenied,
                "this token gives no right to act as this VM of this run"
            );
        }
    }
}
