using Bench.Coordinator.Dashboard;
using Bench.Coordinator.Hosting;
using Bench.Coordinator.LiveChannel;
using Bench.Coordinator.Metrics;
using Bench.Coordinator.Security;
using Bench.Coordinator.Serving.Login;
using Bench.Rpc.Server;
using Bench.Rpc.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bench.Coordinator.Serving;

/// <summary>What a request meets: calls of the live channel, then who asks, then pages.</summary>
internal static class ServePipeline
{
    private const string HealthPath = "/healthz";
    private const string MetricsPath = "/metrics";

    /// <summary>Parts of config.json and progress are far below it.</summary>
    private const int LargestMessage = 1024 * 1024;

    public static void Add(IServiceCollection services, CoordinatorHost host, ServeOptions options)
    {
        var check = new CallerCheck(
            options.Operators,
            options.Workers,
            new FailedTries(options.Time)
        );
        services.AddSingleton(check);
        services.AddSingleton(new RunsHandlers(host, options.Time));
        services.AddSingleton(new WorkersHandlers(host, options.Time));
        services.AddRpc(
            new RpcServerOptions
            {
                Authenticator = new RpcCallers(check),
                Explain = RpcErrors.Explain,
                MaxReceiveBytes = LargestMessage,
                Time = options.Time,
            }
        );
    }

    public static void Use(
        WebApplication application,
        CoordinatorHost host,
        ServeOptions options,
        InstrumentReader counted
    )
    {
        var check = application.Services.GetRequiredService<CallerCheck>();
        var callers = new WebCallers(
            check,
            new Sessions(options.Time),
            new WebCallers.Settings(
                options.Listen.IsEncrypted,
                options.Listen.IsLoopback,
                Open: [HealthPath]
            )
        );
        application.UseRpc(
            others: (context, next) =>
                BadRequests.HandleAsync(context, it => callers.HandleAsync(it, next))
        );
        application.MapGrpcService<RunsHandlers>();
        application.MapGrpcService<WorkersHandlers>();
        application.MapRpcStandards(
            Runs.Descriptor.FullName,
            Bench.Rpc.V1.Workers.Descriptor.FullName
        );
        application.MapGet(HealthPath, () => "ok\n");
        application.MapGet(
            MetricsPath,
            () => TypedResults.Text(HostMetrics.Write(host, counted), PrometheusText.ContentType)
        );
        application.MapDashboard(
            host,
            new DashboardOptions
            {
                Time = options.Time,
                MayControl = context =>
                    Caller.Of(context.User) is Caller.Operator { MayControl: true },
                NameOf = context => Caller.Of(context.User)?.Name ?? "dashboard",
                FormToken = FormTokenOf,
            }
        );
    }

    private static FormToken? FormTokenOf(HttpContext context) =>
        WebCallers.SessionOf(context) is { } session
            ? new FormToken(WebCallers.FormField, session.FormToken)
            : null;
}
