using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bench.Coordinator.Dashboard.Events;
using Bench.Coordinator.Dashboard.History;
using Bench.Coordinator.Watching;
using Bench.Web.Security;
using Microsoft.AspNetCore.Http;

namespace Bench.Coordinator.Dashboard;

/// <summary>What pages load by script: live streams, and the points of charts.</summary>
internal sealed class DashboardStreams(
    IRunDirectory directory,
    RunsStream runs,
    RunHistories histories,
    DashboardOptions options,
    CancellationToken stopping
)
{
    public Task RunsAsync(HttpContext context) =>
        WriteAsync(context, cancel => runs.ReadAsync(options.KeepAlive, cancel));

    /// <summary>
    /// Goes on after the event that the browser saw last: it says so itself when it comes back, and a page that was
    /// just rendered says which one it shows.
    /// </summary>
    public async Task RunAsync(HttpContext context)
    {
        if (await directory.FindAsync(Route.Run(context), context.RequestAborted) is not { } feed)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var request = context.Request;
        var after = EventIds.Read(
            request.Headers["Last-Event-ID"] is [{ Length: > 0 } last] ? last
            : request.Query["after"] is [{ } asked] ? asked
            : null
        );
        await WriteAsync(
            context,
            cancel => RunStream.ReadAsync(feed, after, options.KeepAlive, options.Time, cancel)
        );
    }

    public async Task HistoryAsync(HttpContext context)
    {
        var run = Route.Run(context);
        if (await directory.FindAsync(run, context.RequestAborted) is not { } feed)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var vm = context.Request.Query["vm"] is [{ Length: > 0 } chosen] ? chosen : null;
        PageHeaders.Set(context.Response, PageHeaders.Files);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(
            context.Response.Body,
            HistoryDocument.Of(histories.Of(run, feed).Read(vm)),
            HistoryJson.Default.HistoryDocument,
            context.RequestAborted
        );
    }

    /// <summary>Ends with the request, and with the service: a stream without end must not hold it up.</summary>
    private async Task WriteAsync(
        HttpContext context,
        Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> read
    )
    {
        PageHeaders.Set(context.Response, PageHeaders.Files);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            stopping
        );
        await TypedResults
            .ServerSentEvents(UntilAsync(read(end.Token), end.Token))
            .ExecuteAsync(context);
    }

    private static async IAsyncEnumerable<SseItem<string>> UntilAsync(
        IAsyncEnumerable<SseItem<string>> items,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await using var each = items.GetAsyncEnumerator(cancel);
        while (true)
        {
            try
            {
                if (!await each.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                yield break;
            }
            yield return each.Current;
        }
    }
}
