using Bench.Rpc.Errors;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace Bench.Rpc.Server;

/// <summary>Ends calls whose handler failed, by what callers may know of it; defects are logged.</summary>
internal sealed class FailureInterceptor(
    RpcServerOptions options,
    CallGate gate,
    ILogger<FailureInterceptor> log
) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    ) => GuardAsync(() => continuation(request, context), context);

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation
    ) => GuardAsync(() => continuation(requestStream, context), context);

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    ) => GuardAsync(() => AsValue(continuation(request, responseStream, context)), context);

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation
    ) => GuardAsync(() => AsValue(continuation(requestStream, responseStream, context)), context);

    private static async Task<bool> AsValue(Task task)
    {
        await task;
        return true;
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> call, ServerCallContext context)
    {
        try
        {
            return await call();
        }
        catch (Exception e)
            when (e is not RpcException || context.CancellationToken.IsCancellationRequested)
        {
            throw EndOf(e, context);
        }
    }

    private RpcException EndOf(Exception error, ServerCallContext context)
    {
        if (context.CancellationToken.IsCancellationRequested)
        {
            return gate.IsDrained
                ? RpcFailure.Of(StatusCode.Unavailable, "the server is shutting down")
                : RpcFailure.Of(StatusCode.Cancelled, "the call was cancelled");
        }
        switch (error)
        {
            case InvalidProtocolBufferException or InvalidDataException:
                return RpcFailure.Of(StatusCode.Internal, "what came is no message of this call");
            case OperationCanceledException:
                return RpcFailure.Of(StatusCode.Cancelled, "the call was cancelled");
        }
        if (options.Explain(error) is { } explained)
        {
            return explained;
        }
        if (error is IOException)
        {
            // The connection, or a length that no message has: the client's affair, and it may do so again and again.
            log.LogInformation(
                "The call {Method} broke off: {Error}",
                context.Method,
                error.Message
            );
            return RpcFailure.Of(StatusCode.Internal, "the call broke off");
        }
        log.LogError(error, "The call {Method} failed", context.Method);
        return RpcFailure.Of(
            StatusCode.Internal,
            "the call failed on the server; its log says why"
        );
    }
}
