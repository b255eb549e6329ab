using Bench.Rpc.Errors;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Bench.Rpc.Tests.Echo;

/// <summary>Does what requests ask for, and counts what became of its calls. Nothing of it serves <c>Nothing</c>.</summary>
internal sealed class EchoService : Echo.EchoBase
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

    public override async Task<EchoReply> Say(EchoRequest request, ServerCallContext context)
    {
        await ObeyAsync(request, context);
        context.ResponseTrailers.Add("x-served-by", "Say");
        context.ResponseTrailers.Add("x-served-bin", [0, 255, 10]);
        return Reply(request, context);
    }

    public override async Task<EchoReply> Sum(
        IAsyncStreamReader<EchoRequest> requestStream,
        ServerCallContext context
    )
    {
        var (texts, count) = (new List<string>(), 0);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await ObeyAsync(request, context);
            texts.Add(request.Text);
            count += request.Count;
        }
        return new EchoReply { Text = string.Join(' ', texts), Count = count };
    }

    public override async Task Repeat(
        EchoRequest request,
        IServerStreamWriter<EchoReply> responseStream,
        ServerCallContext context
    )
    {
        await context.WriteResponseHeadersAsync([new Metadata.Entry("x-begun", "yes")]);
        for (var i = 0; i < request.Count; i++)
        {
            var reply = Reply(request, context);
            reply.Count = i;
            await responseStream.WriteAsync(reply, context.CancellationToken);
            Interlocked.Increment(ref _written);
        }
        await ObeyAsync(request, context);
    }

    public override async Task Talk(
        IAsyncStreamReader<EchoRequest> requestStream,
        IServerStreamWriter<EchoReply> responseStream,
        ServerCallContext context
    )
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await ObeyAsync(request, context);
            await responseStream.WriteAsync(Reply(request, context), context.CancellationToken);
        }
    }

    private static EchoReply Reply(EchoRequest request, ServerCallContext context) =>
        new()
        {
            Text = request.Text,
            Count = request.Count,
            Payload = request.Payload,
            Mark = context.RequestHeaders.GetValue("x-mark") ?? "",
            MarkBinary = ByteString.CopyFrom(
                context.RequestHeaders.GetValueBytes("x-mark-bin") ?? []
            ),
            SecondsLeft =
                context.Deadline == DateTime.MaxValue
                    ? 0
                    : (context.Deadline - TimeProvider.System.GetUtcNow().UtcDateTime).TotalSeconds,
        };

    private async Task ObeyAsync(EchoRequest request, ServerCallContext context)
    {
        if (request.Crash)
        {
            throw new NotSupportedException(request.Text);
        }
        if (request.FailWith > 0)
        {
            throw RpcFailure.Of(
                (StatusCode)request.FailWith,
                request.Text,
                RpcFailure.Reason("ASKED_FOR"),
                new BadRequest
                {
                    FieldViolations =
                    {
                        new BadRequest.Types.FieldViolation { Field = "fail_with" },
                    },
                }
            );
        }
        if (request.Hang)
        {
            _hanging.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            }
            finally
            {
                _cancelled.TrySetResult();
            }
        }
    }
}
