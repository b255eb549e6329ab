using Bench.Coordinator.Watching;
using Bench.Model.Names;
using Bench.Protocol.Records;
using Bench.Web.Assets;
using Bench.Web.Pages;
using Bench.Web.Security;
using Microsoft.AspNetCore.Http;

namespace Bench.Coordinator.Dashboard;

/// <summary>Files as they are: the pages' own, and those of the bucket, which can do nothing here.</summary>
internal sealed class DashboardFiles(IRunDirectory directory, PageRenderer pages)
{
    private static readonly PageAssets Assets = new(
        typeof(DashboardFiles).Assembly,
        [.. WebAssets.OfPages, WebAssets.Plot, WebAssets.PlotStyle, WebAssets.PlotLicence]
    );

    public static Task AssetAsync(HttpContext context) =>
        Assets.WriteAsync(context, (string)context.Request.RouteValues["name"]!);

    public Task ReportIndexAsync(HttpContext context)
    {
        context.Response.Redirect(
            pages.ContextOf(context).Links.Report(Route.Run(context), "report.html")
        );
        return Task.CompletedTask;
    }

    public async Task ReportAsync(HttpContext context)
    {
        var file = (string)context.Request.RouteValues["file"]!;
        var type = TypeOf(file);
        var records = await directory.RecordsAsync(Route.Run(context), context.RequestAborted);
        if (records is null || type is null)
        {
            await pages.WriteNotFoundAsync(context, "There is no such report.");
            return;
        }
        await CopyAsync(context, records, records.Keys.Report + file, type, PageHeaders.Reports);
    }

    public async Task LogAsync(HttpContext context)
    {
        var vm = Route.Vm(context);
        var records = await directory.RecordsAsync(Route.Run(context), context.RequestAborted);
        if (records is null || !Identifier.IsValid(vm))
        {
            await pages.WriteNotFoundAsync(context, "There is no such log.");
            return;
        }
        await CopyAsync(
            context,
            records,
            records.Keys.WorkerLog(vm),
            "text/plain; charset=utf-8",
            PageHeaders.Files
        );
    }

    private async Task CopyAsync(
        HttpContext context,
        RecordStore records,
        string key,
        string type,
        string policy
    )
    {
        await using var stream = await records.Store.OpenAsync(key, context.RequestAborted);
        if (stream is null)
        {
            await pages.WriteNotFoundAsync(context, "It is not in the bucket, or not yet.");
            return;
        }
        PageHeaders.Set(context.Response, policy);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = type;
        await stream.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>The type of a report's file; null for a name that no report has.</summary>
    private static string? TypeOf(string file)
    {
        if (
            !file.StartsWith("report", StringComparison.Ordinal)
            || !file.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
        )
        {
            return null;
        }
        return Path.GetExtension(file) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".csv" => "text/csv; charset=utf-8",
            ".json" => "application/json",
            _ => null,
        };
    }
}
