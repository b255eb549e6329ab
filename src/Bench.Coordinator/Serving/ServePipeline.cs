using Bench.Coordinator.Dashboard;
using Bench.Coordinator.Hosting;
using Bench.Coordinator.LiveChannel;
using Bench.Coordinator.Metrics;
using Bench.Coordinator.Security;
using Bench.Coordinator.Serving.Login;
using Bench.Rpc.Contract;
using Bench.Rpc.Health;
using Bench.Rpc.Reflection;
using Bench.Rpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Bench.Coordinator.Serving;

/// <summary>What a request meets: calls of the live channel, then who asks, then pages.</summary>
internal static class ServePipeline
{
    private const string HealthPath = "/healthz";
    private const string MetricsPath = "/metrics";

    /// <summary>Parts of config.json and progress are far below it.</summary>
    private const int LargestMessage = 1024 * 1024;

    public static void Use(
        WebApplication application,
        CoordinatorHost host,
        ServeOptions options,
        InstrumentReader counted
    )
    {
        var check = new CallerCheck(
            options.Operators,
            options.Workers,
            new FailedTries(options.Time)
        );
        UseCalls(application, host, options, check);
        var callers = new WebCallers(
            check,
            new Sessions(options.Time),
            new WebCallers.Settings(
                options.Listen.IsEncrypted,
                options.Listen.IsLoopback,
                Open: [HealthPath]
            )
        );
        application.Use(callers.HandleAsync);
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

    private static void UseCalls(
        WebApplication application,
        CoordinatorHost host,
        ServeOptions options,
        CallerCheck check
    )
    {
        var health = new HealthService([
            RunsService.Descriptor.FullName,
            WorkersService.Descriptor.FullName,
        ]);
        var reflection = new ReflectionService([
            RunsService.Descriptor,
            WorkersService.Descriptor,
            HealthContract.Descriptor,
        ]);
        application.UseRpc(
            new RpcServerOptions
            {
                Authenticator = new RpcCallers(check),
                MaxReceiveBytes = LargestMessage,
                Time = options.Time,
            },
            [
                new RunsHandlers(host, options.Time).ToService(),
                new WorkersHandlers(host, options.Time).ToService(),
                health.ToService(),
                .. reflection.ToServices(isOpen: true),
            ]
        );
    }

    private static FormToken? FormTokenOf(HttpContext context) =>
        WebCallers.SessionOf(context) is { } session
            ? new FormToken(WebCallers.FormField, session.FormToken)
            : null;
}
