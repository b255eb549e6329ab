using Bench.Coordinator.Dashboard.Addresses;
using Bench.Coordinator.Dashboard.Pages;
using Bench.Web.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bench.Coordinator.Dashboard;

/// <summary>Renders pages on the server. Whatever stands in a parameter comes out as text.</summary>
internal sealed class PageRenderer(
    IServiceProvider services,
    ILoggerFactory loggers,
    DashboardOptions options
)
{
    public PageContext ContextOf(HttpContext context) =>
        new()
        {
            Links = new DashboardLinks(context.Request.PathBase.Value ?? ""),
            Now = options.Time.GetUtcNow(),
            MayControl = options.MayControl(context),
            RefreshSeconds = (int)Math.Max(1, options.RefreshWithoutScript.TotalSeconds),
            Token = options.FormToken(context),
        };

    /// <summary>Writes the page with its headers.</summary>
    /// <param name="parameters">Of the component, beside its <c>Page</c>.</param>
    public async Task WriteAsync<TPage>(
        HttpContext context,
        int status,
        params IEnumerable<(string Name, object? Value)> parameters
    )
        where TPage : IComponent
    {
        var values = parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
        values["Page"] = ContextOf(context);
        await PageWriter.WriteAsync<TPage>(context, services, loggers, status, values);
    }

    public Task WriteMessageAsync(
        HttpContext context,
        int status,
        string title,
        string text,
        string? back = null
    ) =>
        WriteAsync<MessagePage>(
            context,
            status,
            (nameof(MessagePage.Title), title),
            (nameof(MessagePage.Text), text),
            (nameof(MessagePage.Back), back ?? ContextOf(context).Links.Runs)
        );

    public Task WriteNotFoundAsync(HttpContext context, string what) =>
        WriteMessageAsync(context, StatusCodes.Status404NotFound, "Not found", what);
}
