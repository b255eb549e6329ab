using System.Net;
using System.Text;
using System.Text.Json;
using Bench.Reporting.Csv;
using Bench.Reporting.Html.Components;
using Bench.Reporting.Model;
using Bench.Web.Assets;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bench.Reporting.Html;

/// <summary>
/// <c>report.html</c>: one file that opens offline. Without scripts it is a page of plain tables. A
/// Content-Security-Policy allows the page's own scripts by their digest and no network at all.
/// </summary>
public static class HtmlReport
{
    /// <summary>The page; equal reports give equal text.</summary>
    /// <param name="report">What to show.</param>
    /// <param name="separateConfigs">Whether to add one table for each config.</param>
    public static async Task<string> RenderAsync(Report report, bool separateConfigs)
    {
        var body = await BodyAsync(report, separateConfigs);
        var data = JsonSerializer.Serialize(ChartData.Of(report), ChartJson.Default.ChartData);
        string[] scripts =
        [
            Licensed(WebAssets.Vega),
            Licensed(WebAssets.VegaLite),
            Licensed(WebAssets.VegaEmbed),
            Own("table.js"),
            Own("chart-specs.js"),
            Own("charts.js"),
        ];
        var page = new StringBuilder(
            body.Length + data.Length + scripts.Sum(s => s.Length) + 20_000
        );
        AppendHead(page, report, scripts);
        page.Append("<body>\n").Append(body).Append('\n');
        AppendFooter(page);
        page.Append("<script type=\"application/json\" id=\"chart-data\">")
            .Append(InlineText.Json(data))
            .Append("</script>\n");
        foreach (var script in scripts)
        {
            page.Append("<script>").Append(script).Append("</script>\n");
        }
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static async Task<string> BodyAsync(Report report, bool separateConfigs)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(
            services,
            services.GetRequiredService<ILoggerFactory>()
        );
        var parameters = ParameterView.FromDictionary(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(ReportPage.Report)] = report,
                [nameof(ReportPage.Table)] = new TableView(report.Entries, hasConfigColumn: true),
                [nameof(ReportPage.Configs)] = separateConfigs ? ConfigTables(report) : [],
            }
        );
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<ReportPage>(parameters)).ToHtmlString()
        );
        return html;
    }

    private static IReadOnlyList<(string, string, TableView)> ConfigTables(Report report)
    {
        var slugs = LabelSlug.Of(report.Configs);
        return
        [
            .. report.Configs.Select(config =>
                (
                    config.Label,
                    $"report-{slugs[config.ConfigId]}.csv",
                    new TableView(
                        [.. report.Entries.Where(e => e.ConfigId == config.ConfigId)],
                        hasConfigColumn: false
                    )
                )
            ),
        ];
    }

    private static void AppendHead(StringBuilder page, Report report, string[] scripts)
    {
        var title = WebUtility.HtmlEncode(
            report.ReportName ?? report.RunName ?? report.BenchmarkId
        );
        // Vega compiles its expressions with Function, hence 'unsafe-eval'; labels never become expressions.
        var policy =
            $"default-src 'none'; script-src 'unsafe-eval' {string.Join(' ', scripts.Select(InlineText.HashSource))}; "
            + "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
            .Append(policy)
            .Append("\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Append("<meta name=\"generator\" content=\"Bench\">\n")
            .Append("<link rel=\"icon\" href=\"data:,\">\n")
            .Append("<title>")
            .Append(title)
            .Append(" – benchmark report</title>\n<style>\n")
            .AppendJoin("", WebAssets.Styles.Select(WebAssets.Read))
            .Append(Resource("theme.css"))
            .Append(Resource("report.css"))
            .Append(Resource("print.css"))
            .Append("</style>\n</head>\n");
    }

    private static void AppendFooter(StringBuilder page) =>
        page.Append(
                "<footer class=\"no-print\"><details><summary>Licence of the chart libraries (Vega, Vega-Lite, Vega-Embed)</summary><pre>"
            )
            .Append(WebUtility.HtmlEncode(WebAssets.Read(WebAssets.VegaLicence)))
            .Append("</pre></details></footer>\n");

    private static string Licensed(string asset) => InlineText.Script(WebAssets.Read(asset));

    private static string Own(string name) => InlineText.Script("\n" + Resource(name));

    private static string Resource(string name)
    {
        using var stream =
            typeof(HtmlReport).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException(
                $"The resource '{name}' is not in the assembly."
            );
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
