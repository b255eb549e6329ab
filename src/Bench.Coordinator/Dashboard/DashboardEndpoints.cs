using Bench.Coordinator.Dashboard.Events;
using Bench.Coordinator.Dashboard.History;
using Bench.Coordinator.Watching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bench.Coordinator.Dashboard;

/// <summary>The web dashboard of a coordinator.</summary>
public static class DashboardEndpoints
{
    /// <summary>
    /// Maps the pages of all runs, their live streams, reports and logs. Reading takes the right to read and no more;
    /// what <see cref="DashboardOptions.MayControl"/> refuses is refused here too. Who may read at all is for the
    /// service to decide.
    /// </summary>
    public static IEndpointConventionBuilder MapDashboard(
        this IEndpointRouteBuilder endpoints,
        IRunDirectory directory,
        DashboardOptions? options = null
    )
    {
        var chosen = options ?? new DashboardOptions();
        var services = endpoints.ServiceProvider;
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var pages = new PageRenderer(
            services,
            services.GetRequiredService<ILoggerFactory>(),
            chosen
        );
        var histories = new RunHistories(chosen.Time, stopping);
        var runs = new RunsStream(directory, chosen.RunsInterval, chosen.Time);
        stopping.Register(runs.Dispose);

        var group = endpoints.MapGroup("");
        MapPages(group, new DashboardPages(directory, runs, histories, pages, chosen));
        MapStreams(group, new DashboardStreams(directory, runs, histories, chosen, stopping));
        MapFiles(group, new DashboardFiles(directory, pages));
        MapActions(group, new DashboardActions(directory, pages, chosen));
        return group;
    }

    private static void MapPages(RouteGroupBuilder group, DashboardPages pages)
    {
        group.MapGet("/", pages.RunsAsync);
        group.MapGet("/runs", context => RedirectAsync(context, "/"));
        group.MapGet("/runs/{run}", pages.RunAsync);
        group.MapGet("/runs/{run}/vms/{vm}", pages.VmAsync);
        group.MapGet("/runs/{run}/entries/{entry:int}", pages.EntryAsync);
    }

    private static void MapStreams(RouteGroupBuilder group, DashboardStreams streams)
    {
        group.MapGet("/events", streams.RunsAsync);
        group.MapGet("/runs/{run}/events", streams.RunAsync);
        group.MapGet("/runs/{run}/history", streams.HistoryAsync);
    }

    private static void MapFiles(RouteGroupBuilder group, DashboardFiles files)
    {
        group.MapGet("/assets/{name}", DashboardFiles.AssetAsync);
        group.MapGet("/runs/{run}/report", files.ReportIndexAsync);
        group.MapGet("/runs/{run}/report/{file}", files.ReportAsync);
        group.MapGet("/runs/{run}/vms/{vm}/log", files.LogAsync);
    }

    private static void MapActions(RouteGroupBuilder group, DashboardActions actions)
    {
        group.MapGet("/runs/{run}/cancel", actions.AskCancelAsync);
        group.MapPost("/runs/{run}/cancel", actions.CancelAsync);
        group.MapGet("/runs/{run}/resume", actions.AskResumeAsync);
        group.MapPost("/runs/{run}/resume", actions.ResumeAsync);
        group.MapGet("/runs/{run}/entries/{entry:int}/retry", actions.AskRetryAsync);
        group.MapPost("/runs/{run}/entries/{entry:int}/retry", actions.RetryAsync);
    }

    private static Task RedirectAsync(HttpContext context, string path)
    {
        context.Response.Redirect(context.Request.PathBase + path);
        return Task.CompletedTask;
    }
}

/// <summary>What an address names.</summary>
internal static class Route
{
    public static string Run(HttpContext context) => (string)context.Request.RouteValues["run"]!;

    public static string Vm(HttpContext context) => (string)context.Request.RouteValues["vm"]!;

    public static int Entry(HttpContext context) =>
        int.TryParse((string)context.Request.RouteValues["entry"]!, out var id) ? id : 0;
}
