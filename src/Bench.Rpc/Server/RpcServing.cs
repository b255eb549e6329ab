using Bench.Rpc.Compression;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bench.Rpc.Server;

/// <summary>Puts services into a web application.</summary>
public static class RpcServing
{
    public static void AddRpc(this IServiceCollection services, RpcServerOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<CallGate>();
        services.AddSingleton<FailureInterceptor>();
        services.AddSingleton<HealthServiceImpl>();
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MaxReceiveBytes;
            grpc.MaxSendMessageSize = options.MaxSendBytes;
            grpc.CompressionProviders = [new BoundedGzip(options.MaxReceiveBytes)];
            grpc.ResponseCompressionAlgorithm = options.CompressResponses ? BoundedGzip.Name : null;
            grpc.Interceptors.Add<FailureInterceptor>();
        });
        services.AddGrpcReflection();
        // Its errors are what clients send and how connections end; handlers' own are logged beside it.
        services.AddLogging(logging => logging.AddFilter("Grpc", LogLevel.None));
    }

    /// <summary>Lets in who may call. What is no call goes on in the pipeline, through <paramref name="others"/>.</summary>
    public static void UseRpc(
        this IApplicationBuilder application,
        Func<HttpContext, RequestDelegate, Task>? others = null
    )
    {
        var gate = application.ApplicationServices.GetRequiredService<CallGate>();
        application.Use(gate.HandleAsync);
        if (others is not null)
        {
            application.UseWhen(context => !CallGate.IsCall(context), it => it.Use(others));
        }
    }

    /// <summary>
    /// Serves health and reflection, which are open to all. Services are healthy from the beginning until the server
    /// begins to stop.
    /// </summary>
    /// <param name="services">Their full names.</param>
    public static void MapRpcStandards(
        this IEndpointRouteBuilder endpoints,
        params IReadOnlyList<string> services
    )
    {
        endpoints.MapGrpcService<HealthServiceImpl>().AllowAnonymous();
        endpoints.MapGrpcReflectionService().AllowAnonymous();
        var health = endpoints.ServiceProvider.GetRequiredService<HealthServiceImpl>();
        Tell(HealthCheckResponse.Types.ServingStatus.Serving);
        endpoints
            .ServiceProvider.GetRequiredService<IHostApplicationLifetime>()
            .ApplicationStopping.Register(() =>
                Tell(HealthCheckResponse.Types.ServingStatus.NotServing)
            );

        void Tell(HealthCheckResponse.Types.ServingStatus status)
        {
            foreach (var service in services.Prepend(""))
            {
                health.SetStatus(service, status);
            }
        }
    }
}
