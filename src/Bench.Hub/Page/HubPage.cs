using System.Globalization;
using Bench.Hub.Modules;
using Bench.Hub.Service;
using Bench.Web.Assets;
using Bench.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bench.Hub.Page;

/// <summary>The hub's page for people: whole without script, live with it. What changes something is asked first.</summary>
internal sealed class HubPage(HubService hub, IServiceProvider services, ILoggerFactory loggers)
{
    private static readonly PageAssets Assets = new(typeof(HubPage).Assembly, WebAssets.OfPages);

    public static void Map(IEndpointRouteBuilder endpoints, HubService hub)
    {
        var services = endpoints.ServiceProvider;
        var page = new HubPage(hub, services, services.GetRequiredService<ILoggerFactory>());
        endpoints.MapGet("/", page.ShowAsync);
        endpoints.MapGet("/confirm", page.AskAsync);
        endpoints.MapPost("/actions", page.DoAsync);
        endpoints.MapGet(
            "/assets/{name}",
            context => Assets.WriteAsync(context, (string)context.Request.RouteValues["name"]!)
        );
    }

    private Task ShowAsync(HttpContext context)
    {
        var query = PageQuery.Of(context.Request.Query);
        var modules = hub.ListAll();
        return WriteAsync<ModulesPage>(
            context,
            StatusCodes.Status200OK,
            (
                nameof(ModulesPage.View),
                new ModulesPageView
                {
                    Figures = hub.Figures(),
                    Kind = hub.InstanceKind,
                    Storage = hub.StorageUri,
                    Query = query,
                    Rows = query.Select(modules),
                    Total = modules.Count,
                    Notice = NoticeOf(context.Request.Query),
                }
            )
        );
    }

    private async Task AskAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (PageAction.Find(query["action"]) is not { } action)
        {
            await TellAsync(
                context,
                StatusCodes.Status400BadRequest,
                "There is no such action",
                []
            );
            return;
        }
        var (modules, wrong) = Read(query["module"]);
        if (wrong is not null || modules.Count == 0)
        {
            await TellAsync(
                context,
                StatusCodes.Status400BadRequest,
                "Nothing was chosen",
                [wrong ?? "Tick the modules first, or name one."]
            );
            return;
        }
        await WriteAsync<QuestionPage>(
            context,
            StatusCodes.Status200OK,
            (nameof(QuestionPage.Title), $"{action.Verb} {Named(modules)}?"),
            (nameof(QuestionPage.Lines), (IReadOnlyList<string>)[action.Warning]),
            (
                nameof(QuestionPage.Modules),
                (IReadOnlyList<string>)[.. modules.Select(m => m.ToString())]
            ),
            (nameof(QuestionPage.Word), action.Word),
            (nameof(QuestionPage.Verb), action.Verb),
            (nameof(QuestionPage.IsDangerous), action.IsDangerous)
        );
    }

    /// <summary>Does it, then sends the browser back, so that loading the page again does nothing twice.</summary>
    private async Task DoAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType
            ? await context.Request.ReadFormAsync(context.RequestAborted)
            : FormCollection.Empty;
        var (modules, wrong) = Read(form["module"]);
        if (PageAction.Find(form["action"]) is not { } action || wrong is not null)
        {
            await TellAsync(
                context,
                StatusCodes.Status400BadRequest,
                "This cannot be done",
                [wrong ?? "There is no such action."]
            );
            return;
        }
        var refused = await TryAllAsync(modules, action);
        if (refused.Count > 0)
        {
            await TellAsync(
                context,
                StatusCodes.Status409Conflict,
                $"{refused.Count.ToString(CultureInfo.InvariantCulture)} of {modules.Count.ToString(CultureInfo.InvariantCulture)} were refused",
                refused
            );
            return;
        }
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location =
            $"/?done={action.Word}&count={modules.Count.ToString(CultureInfo.InvariantCulture)}";
    }

    private async Task<List<string>> TryAllAsync(List<ModuleId> modules, PageAction action)
    {
        List<string> refused = [];
        foreach (var module in modules)
        {
            try
            {
                await hub.RequestAsync(module, action.Event);
            }
            catch (Exception e) when (e is HubRefusedException or IOException)
            {
                refused.Add($"{module}: {e.Message}");
            }
        }
        return refused;
    }

    private static (List<ModuleId> Modules, string? Wrong) Read(IEnumerable<string?> texts)
    {
        List<ModuleId> modules = [];
        foreach (var text in texts.Select(text => (text ?? "").Trim()))
        {
            if (!ModuleId.TryParse(text, out var module))
            {
                return (modules, $"This is no module id: {ModuleId.WhyNot(text)}.");
            }
            modules.Add(module);
        }
        return (modules, null);
    }

    private static string? NoticeOf(IQueryCollection query) =>
        PageAction.Find(query["done"]) is { } action
        && int.TryParse(
            query["count"],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var count
        )
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{action.Verb}: asked for {count:N0} {(count == 1 ? "module" : "modules")}."
            )
            : null;

    private static string Named(List<ModuleId> modules) =>
        modules.Count == 1
            ? modules[0].ToString()
            : string.Create(CultureInfo.InvariantCulture, $"{modules.Count:N0} modules");

    private Task TellAsync(
        HttpContext context,
        int status,
        string title,
        IReadOnlyList<string> lines
    ) =>
        WriteAsync<QuestionPage>(
            context,
            status,
            (nameof(QuestionPage.Title), title),
            (nameof(QuestionPage.Lines), lines)
        );

    private Task WriteAsync<TPage>(
        HttpContext context,
        int status,
        params IEnumerable<(string Name, object? Value)> parameters
    )
        where TPage : IComponent =>
        PageWriter.WriteAsync<TPage>(
            context,
            services,
            loggers,
            status,
            parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal)
        );
}
