using System.Text;
using Bench.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bench.Web.Pages;

/// <summary>Renders pages on the server, and writes them with the headers by which they defend themselves.</summary>
public static class PageWriter
{
    /// <param name="parameters">Of the component. Whatever stands in one comes out as text.</param>
    public static async Task WriteAsync<TPage>(
        HttpContext context,
        IServiceProvider services,
        ILoggerFactory loggers,
        int status,
        IDictionary<string, object?> parameters
    )
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (
                await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(parameters))
            ).ToHtmlString()
        );
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        PageHeaders.Set(response, PageHeaders.Pages);
        response.Headers.CacheControl = "no-store";
        await response.WriteAsync(html, Encoding.UTF8, context.RequestAborted);
    }
}
