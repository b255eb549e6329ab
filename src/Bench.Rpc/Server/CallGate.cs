using System.Globalization;
using System.Net;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace Bench.Rpc.Server;

/// <summary>
/// What a call meets before the library reads anything of it, which for calls with one request is before interceptors:
/// who calls, how many calls there are, and until when the server goes on.
/// </summary>
public sealed class CallGate : IDisposable
{
    private const string ContentType = "application/grpc";

    private readonly RpcServerOptions _options;
    private readonly CancellationTokenSource _drained;
    private readonly CancellationTokenRegistration _stopping;
    private int _calls;

    public CallGate(RpcServerOptions options, IHostApplicationLifetime lifetime)
    {
        _options = options;
        _drained = new CancellationTokenSource(Timeout.InfiniteTimeSpan, options.Time);
        _stopping = lifetime.ApplicationStopping.Register(() =>
            _drained.CancelAfter(options.DrainTime)
        );
    }

    /// <summary>Calls being served now.</summary>
    public int ActiveCalls => Volatile.Read(ref _calls);

    /// <summary>Whether the server has stopped and its calls end.</summary>
    internal bool IsDrained => _drained.IsCancellationRequested;

    public static bool IsCall(HttpContext context) =>
        MethodOf(context) is not null
        || context.Request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
            is true;

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsCall(context))
        {
            await next(context);
            return;
        }
        if (context.GetEndpoint() is null)
        {
            await RefuseAsync(
                context,
                new Status(StatusCode.Unimplemented, "there is no such service here")
            );
            return;
        }
        try
        {
            await ServeAsync(context, next, Interlocked.Increment(ref _calls));
        }
        finally
        {
            Interlocked.Decrement(ref _calls);
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _drained.Dispose();
    }

    private async Task ServeAsync(HttpContext context, RequestDelegate next, int calls)
    {
        if (calls > _options.MaxConcurrentCalls)
        {
            await RefuseAsync(
                context,
                new Status(
                    StatusCode.ResourceExhausted,
                    $"the server is at its limit of {_options.MaxConcurrentCalls} calls at a time; try again later"
                )
            );
            return;
        }
        var aborted = context.RequestAborted;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, _drained.Token);
        context.RequestAborted = ending.Token;
        try
        {
            if (
                MethodOf(context) is { } method
                && context.GetEndpoint()!.Metadata.GetMetadata<IAllowAnonymous>() is null
            )
            {
                context.User = await _options.Authenticator.AuthenticateAsync(
                    RequestOf(context, method),
                    ending.Token
                );
            }
            LiftBodySize(context);
            await next(context);
        }
        catch (RpcException e)
        {
            await RefuseAsync(context, e.Status);
        }
        finally
        {
            context.RequestAborted = aborted;
        }
    }

    /// <summary>Messages have a limit of their own.</summary>
    private static void LiftBodySize(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }

    /// <summary>A response that is nothing but headers.</summary>
    private static async Task RefuseAsync(HttpContext context, Status status)
    {
        context.Response.ContentType = ContentType;
        context.Response.Headers["grpc-status"] = ((int)status.StatusCode).ToString(
            CultureInfo.InvariantCulture
        );
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(status.Detail);
        await context.Response.CompleteAsync();
    }

    private static IMethod? MethodOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method;

    private static RpcRequest RequestOf(HttpContext context, IMethod method)
    {
        var connection = context.Connection;
        return new RpcRequest(
            method.ServiceName,
            method.Name,
            context.Request.Headers.Authorization,
            new RpcPeer(
                connection.RemoteIpAddress is { } address
                    ? new IPEndPoint(address, connection.RemotePort)
                    : null,
                connection.ClientCertificate,
                context.Request.IsHttps
            )
        );
    }
}
