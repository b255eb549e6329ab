using Bench.Rpc.Statuses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Bench.Rpc.Server.Calls;

/// <summary>Takes one call from its headers to its status.</summary>
internal sealed class CallRunner(
    RpcServerOptions options,
    ILogger log,
    CancellationToken stopping,
    CancellationToken drained
)
{
    public async Task RunAsync(HttpContext context, MethodBinding binding, bool isOpen)
    {
        CallRequest request;
        try
        {
            request = CallRequest.Read(context, binding.Method);
        }
        catch (RpcException e)
        {
            await RefuseAsync(context, e);
            return;
        }
        LiftLimits(context, binding);
        using var lifetime = new CallLifetime(
            request.Timeout,
            options.Time,
            context.RequestAborted,
            drained
        );
        using var response = new ServerResponse(
            context,
            options.CompressResponses && request.AcceptsGzip,
            options.MaxSendBytes,
            lifetime.Token
        );
        var serving = ServeAsync(context, binding, isOpen, request, lifetime, response);
        if (await Task.WhenAny(serving, lifetime.Over) != serving)
        {
            // The client learns of it now, however long the handler takes to notice.
            await response.EndAsync(lifetime.Reason);
            StopReceiving(context);
        }
        await response.EndAsync(await serving);
    }

    /// <summary>Ends a call that no handler has seen.</summary>
    public async Task RefuseAsync(HttpContext context, RpcException error)
    {
        using var response = new ServerResponse(
            context,
            compress: false,
            options.MaxSendBytes,
            CancellationToken.None
        );
        await response.EndAsync(error);
    }

    private async Task<RpcException?> ServeAsync(
        HttpContext context,
        MethodBinding binding,
        bool isOpen,
        CallRequest request,
        CallLifetime lifetime,
        ServerResponse response
    )
    {
        try
        {
            var authenticator = isOpen ? AnonymousCallers.Instance : options.Authenticator;
            var principal = await authenticator.AuthenticateAsync(
                request.Method,
                request.Headers,
                request.Peer,
                lifetime.Token
            );
            var call = new ServerCall(
                context,
                request,
                lifetime,
                response,
                principal,
                options.MaxReceiveBytes,
                stopping
            );
            await binding.ServeAsync(call);
            return null;
        }
        catch (RpcException e)
        {
            return e;
        }
        catch (Exception) when (lifetime.Reason is not null)
        {
            return lifetime.Reason;
        }
        catch (OperationCanceledException)
        {
            return new RpcException(RpcStatusCode.Cancelled, "the call was cancelled");
        }
        catch (Exception e)
        {
            log.LogError(e, "The call {Method} failed", binding.Method.Path);
            return new RpcException(
                RpcStatusCode.Internal,
                "the call failed on the server; its log says why"
            );
        }
    }

    /// <summary>
    /// Messages have a limit of their own, and a stream may be silent for hours. One request alone must still come at
    /// some speed.
    /// </summary>
    private static void LiftLimits(HttpContext context, MethodBinding binding)
    {
        if (
            context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize
        )
        {
            bodySize.MaxRequestBodySize = null;
        }
        if (
            binding.HasManyRequests
            && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } dataRate
        )
        {
            dataRate.MinDataRate = null;
        }
    }

    private static void StopReceiving(HttpContext context)
    {
        const int noError = 0;
        if (!context.RequestAborted.IsCancellationRequested)
        {
            context.Features.Get<IHttpResetFeature>()?.Reset(noError);
        }
    }
}
