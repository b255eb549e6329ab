using System.Collections.Frozen;
using Bench.Rpc.Server.Calls;
using Bench.Rpc.Statuses;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bench.Rpc.Server;

/// <summary>Answers the calls of services; whatever is not gRPC goes on to the rest of the web application.</summary>
public sealed class RpcServer : IDisposable
{
    private readonly FrozenDictionary<string, (MethodBinding Binding, bool IsOpen)> _methods;
    private readonly FrozenSet<string> _services;
    private readonly CancellationTokenSource _drained;
    private readonly CancellationTokenRegistration _stopping;
    private readonly CallRunner _runner;
    private readonly int _mostCalls;
    private int _calls;

    /// <param name="lifetime">Its stopping begins the drain of this server.</param>
    public RpcServer(
        RpcServerOptions options,
        IEnumerable<RpcService> services,
        IHostApplicationLifetime lifetime,
        ILogger<RpcServer> log
    )
    {
        var all = services.ToList();
        _services = all.Select(it => it.Descriptor.FullName).ToFrozenSet(StringComparer.Ordinal);
        _methods = all.SelectMany(service => service.Bindings.Select(it => (it, service.IsOpen)))
            .ToFrozenDictionary(it => it.it.Method.Path, StringComparer.Ordinal);
        _mostCalls = options.MaxConcurrentCalls;
        _drained = new CancellationTokenSource(Timeout.InfiniteTimeSpan, options.Time);
        _stopping = lifetime.ApplicationStopping.Register(() =>
            _drained.CancelAfter(options.DrainTime)
        );
        _runner = new CallRunner(options, log, lifetime.ApplicationStopping, _drained.Token);
    }

    /// <summary>Calls being served now.</summary>
    public int ActiveCalls => Volatile.Read(ref _calls);

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var isMapped = _methods.TryGetValue(context.Request.Path.Value ?? "", out var method);
        if (!isMapped && !RequestKind.IsRpc(context.Request))
        {
            await next(context);
            return;
        }
        if (RequestKind.Refusal(context.Request) is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }
        context.Response.ContentType = RequestKind.ContentType;
        context.Response.Headers[Framing.MessageEncoding.AcceptHeaderName] = Framing
            .MessageEncoding
            .Accepted;
        if (!isMapped)
        {
            await _runner.RefuseAsync(context, Unknown(context.Request.Path));
            return;
        }
        await CountedAsync(context, method.Binding, method.IsOpen);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _drained.Dispose();
    }

    private async Task CountedAsync(HttpContext context, MethodBinding binding, bool isOpen)
    {
        try
        {
            if (Interlocked.Increment(ref _calls) > _mostCalls)
            {
                await _runner.RefuseAsync(
                    context,
                    new RpcException(
                        RpcStatusCode.ResourceExhausted,
                        $"the server is at its limit of {_mostCalls} calls at a time; try again later"
                    )
                );
                return;
            }
            await _runner.RunAsync(context, binding, isOpen);
        }
        finally
        {
            Interlocked.Decrement(ref _calls);
        }
    }

    private RpcException Unknown(PathString path)
    {
        var parts = (path.Value ?? "").Split('/');
        return parts is ["", var service, _] && _services.Contains(service)
            ? new RpcException(
                RpcStatusCode.Unimplemented,
                $"the service {service} has no such method here"
            )
            : new RpcException(RpcStatusCode.Unimplemented, "there is no such service here");
    }
}
