using Bench.Rpc.Metadata;
using Bench.Rpc.Server;
using Bench.Rpc.Statuses;
using Google.Protobuf;

namespace Bench.Rpc.Tests.Echo;

/// <summary>Does what requests ask for, and counts what became of its calls.</summary>
internal sealed class EchoService
{
    private readonly TaskCompletionSource _cancelled = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource _hanging = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private int _written;

    /// <summary>Completes when a hanging handler has been reached.</summary>
    public Task Hanging => _hanging.Task;

    /// <summary>Completes when a hanging handler has seen its cancellation.</summary>
    public Task Cancelled => _cancelled.Task;

    /// <summary>Responses of Repeat whose writing has returned.</summary>
    public int Written => Volatile.Read(ref _written);

    public RpcService ToService() =>
        new RpcService(EchoContract.Descriptor)
            .Handle(EchoContract.Say, SayAsync)
            .Handle(EchoContract.Sum, SumAsync)
            .Handle(EchoContract.Repeat, RepeatAsync)
            .Handle(EchoContract.Talk, TalkAsync);

    private async Task<EchoReply> SayAsync(EchoRequest request, IServerCall call)
    {
        await ObeyAsync(request, call);
        call.ResponseTrailers = RpcMetadata
            .Empty.With("x-served-by", call.Method.Name)
            .With("x-served-bin", [0, 255, 10]);
        return Reply(request, call);
    }

    private async Task<EchoReply> SumAsync(IAsyncEnumerable<EchoRequest> requests, IServerCall call)
    {
        var (texts, count) = (new List<string>(), 0);
        await foreach (var request in requests)
        {
            await ObeyAsync(request, call);
            texts.Add(request.Text);
            count += request.Count;
        }
        return new EchoReply { Text = string.Join(' ', texts), Count = count };
    }

    private async Task RepeatAsync(
        EchoRequest request,
        IResponseWriter<EchoReply> responses,
        IServerCall call
    )
    {
        await call.SendHeadersAsync(RpcMetadata.Empty.With("x-begun", "yes"));
        for (var i = 0; i < request.Count; i++)
        {
            var reply = Reply(request, call);
            reply.Count = i;
            await responses.WriteAsync(reply);
            Interlocked.Increment(ref _written);
        }
        await ObeyAsync(request, call);
    }

    private async Task TalkAsync(
        IAsyncEnumerable<EchoRequest> requests,
        IResponseWriter<EchoReply> responses,
        IServerCall call
    )
    {
        await foreach (var request in requests)
        {
            await ObeyAsync(request, call);
            await responses.WriteAsync(Reply(request, call));
        }
    }

    private static EchoReply Reply(EchoRequest request, IServerCall call) =>
        new()
        {
            Text = request.Text,
            Count = request.Count,
            Payload = request.Payload,
            Mark = call.RequestHeaders.Text("x-mark") ?? "",
            MarkBinary = ByteString.CopyFrom(call.RequestHeaders.Binary("x-mark-bin") ?? []),
            SecondsLeft = call.TimeLeft?.TotalSeconds ?? 0,
        };

    private async Task ObeyAsync(EchoRequest request, IServerCall call)
    {
        if (request.Crash)
        {
            throw new InvalidOperationException(request.Text);
        }
        if (request.FailWith > 0)
        {
            throw new RpcException(
                (RpcStatusCode)request.FailWith,
                request.Text,
                ErrorDetails.Reason("ASKED_FOR"),
                ErrorDetails.Field("fail_with", "is not 0")
            );
        }
        if (request.Hang)
        {
            _hanging.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, call.Cancellation);
            }
            finally
            {
                _cancelled.TrySetResult();
            }
        }
    }
}
