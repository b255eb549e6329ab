using System.Globalization;
using Bench.Coordinator.Hosting;
using Bench.Coordinator.Leading;
using Bench.Coordinator.LiveChannel.Mapping;
using Bench.Coordinator.Security;
using Bench.Rpc.Errors;
using Bench.Rpc.V1;
using Grpc.Core;

namespace Bench.Coordinator.LiveChannel;

/// <summary>The service <c>bench.v1.Runs</c>.</summary>
public sealed class RunsHandlers(CoordinatorHost host, TimeProvider time) : Runs.RunsBase
{
    private const int UsualPage = 100;
    private const int LargestPage = 1000;
    private const int LongestReason = 500;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    public override async Task<RunHead> Start(
        IAsyncStreamReader<StartRequest> requestStream,
        ServerCallContext context
    )
    {
        var config = await StartUpload.ReadAsync(
            requestStream.ReadAllAsync(context.CancellationToken),
            context.CancellationToken
        );
        var led = await host.StartAsync(config, context.CancellationToken);
        return ToProto.Of(led.Feed.Snapshot.Run);
    }

    public override async Task<RunSnapshot> Get(GetRequest request, ServerCallContext context) =>
        ToProto.Of((await FeedAsync(request.RunId, context)).Snapshot);

    public override async Task<ListReply> List(ListRequest request, ServerCallContext context)
    {
        var size = request.PageSize switch
        {
            0 => UsualPage,
            < 0 => throw RpcFailure.Of(StatusCode.InvalidArgument, "page_size is not below 0"),
            var asked => Math.Min(asked, LargestPage),
        };
        var all = await host.ListAsync(context.CancellationToken);
        // The last id of the page before; runs are never renamed, and a new one comes first.
        var begin =
            request.PageToken.Length == 0
                ? 0
                : 1
                    + all.Select((run, i) => (run.Id, Place: i))
                        .Where(run => run.Id == request.PageToken)
                        .Select(run => run.Place)
                        .DefaultIfEmpty(int.MaxValue - 1)
                        .First();
        var page = all.Skip(begin).Take(size).ToList();
        return new ListReply
        {
            Runs = { page.Select(ToProto.Of) },
            NextPageToken = begin + page.Count < all.Count && page.Count > 0 ? page[^1].Id : "",
        };
    }

    public override async Task Watch(
        WatchRequest request,
        IServerStreamWriter<RunEvent> responseStream,
        ServerCallContext context
    )
    {
        var feed = await FeedAsync(request.RunId, context);
        var after = request.After is { } cursor ? FromProto.Of(cursor) : null;
        await foreach (var change in feed.FollowAsync(after, context.CancellationToken))
        {
            // Waits while the operator does not read; what the feed keeps meanwhile is bounded.
            await responseStream.WriteAsync(ToProto.Of(change), context.CancellationToken);
        }
    }

    public override async Task<CancelReply> Cancel(CancelRequest request, ServerCallContext context)
    {
        var cancel = context.CancellationToken;
        var by = Words(request.By) ?? Caller.Of(context.GetHttpContext().User)?.Name ?? "operator";
        await host.CancelAsync(request.RunId, by, Words(request.Reason), cancel);
        var led = host.FindLed(request.RunId);
        var wait = TimeSpan.FromSeconds(
            Math.Clamp(request.WaitSeconds, 0, LongestWait.TotalSeconds)
        );
        if (led is not null && wait > TimeSpan.Zero)
        {
            await Task.WhenAny(led.Completion, Task.Delay(wait, time, cancel));
            cancel.ThrowIfCancellationRequested();
        }
        return ToProto.Of(
            led?.Leader.Cancelled ?? CancelOutcome.None,
            isSealed: led is null || led.Completion.IsCompletedSuccessfully
        );
    }

    public override async Task<RunHead> Resume(ResumeRequest request, ServerCallContext context)
    {
        await host.ResumeAsync(request.RunId, context.CancellationToken);
        return ToProto.Of((await FeedAsync(request.RunId, context)).Snapshot.Run);
    }

    public override async Task<RetryReply> Retry(RetryRequest request, ServerCallContext context)
    {
        var grant = await host.RetryAsync(
            request.RunId,
            request.MatrixId,
            context.CancellationToken
        );
        return new RetryReply
        {
            Vm = grant?.Vm ?? "",
            Attempt =
                grant?.Entries.FirstOrDefault(entry => entry.MatrixId == request.MatrixId)?.Attempt
                ?? 0,
        };
    }

    private async Task<Watching.IRunFeed> FeedAsync(string runId, ServerCallContext context) =>
        await host.FindAsync(runId, context.CancellationToken)
        ?? throw RpcFailure.Of(
            StatusCode.NotFound,
            string.Create(CultureInfo.InvariantCulture, $"there is no run '{runId}'")
        );

    private static string? Words(string text) =>
        text.Length == 0 ? null
        : text.Length > LongestReason ? text[..LongestReason]
        : text;
}
