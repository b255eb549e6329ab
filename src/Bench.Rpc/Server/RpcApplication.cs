using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bench.Rpc.Server;

/// <summary>Puts services into a web application.</summary>
public static class RpcApplication
{
    /// <summary>
    /// Answers gRPC requests from here on in the pipeline; all others go on. Needs an endpoint with HTTP/2, such as
    /// <see cref="RpcListening"/> makes.
    /// </summary>
    public static RpcServer UseRpc(
        this IApplicationBuilder application,
        RpcServerOptions options,
        params IReadOnlyList<RpcService> services
    )
    {
        var lifetime =
            application.ApplicationServices.GetRequiredService<IHostApplicationLifetime>();
        var server = new RpcServer(
            options,
            services,
            lifetime,
            application.ApplicationServices.GetRequiredService<ILogger<RpcServer>>()
        );
        lifetime.ApplicationStopped.Register(server.Dispose);
        application.Use(server.HandleAsync);
        return server;
    }
}
