using System.Globalization;
using Bench.Coordinator.Hosting;
using Bench.Coordinator.Leading;
using Bench.Coordinator.LiveChannel.Mapping;
using Bench.Coordinator.Security;
using Bench.Rpc.Contract;
using Bench.Rpc.Server;
using Bench.Rpc.Statuses;
using Bench.Rpc.V1;

namespace Bench.Coordinator.LiveChannel;

/// <summary>The service <c>bench.v1.Runs</c>.</summary>
public sealed class RunsHandlers(CoordinatorHost host, TimeProvider time)
{
    private const int UsualPage = 100;
    private const int LargestPage = 1000;
    private const int LongestReason = 500;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    public RpcService ToService() =>
        new RpcService(RunsService.Descriptor)
            .Handle(RunsService.Start, StartAsync)
            .Handle(RunsService.Get, GetAsync)
            .Handle(RunsService.List, ListAsync)
            .Handle(RunsService.Watch, WatchAsync)
            .Handle(RunsService.Cancel, CancelAsync)
            .Handle(RunsService.Resume, ResumeAsync)
            .Handle(RunsService.Retry, RetryAsync);

    private Task<RunHead> StartAsync(IAsyncEnumerable<StartRequest> requests, IServerCall call) =>
        RpcErrors.GuardAsync(async () =>
        {
            var config = await StartUpload.ReadAsync(requests, call.Cancellation);
            var led = await host.StartAsync(config, call.Cancellation);
            return ToProto.Of(led.Feed.Snapshot.Run);
        });

    private Task<RunSnapshot> GetAsync(GetRequest request, IServerCall call) =>
        RpcErrors.GuardAsync(async () =>
            ToProto.Of((await FeedAsync(request.RunId, call)).Snapshot)
        );

    private Task<ListReply> ListAsync(ListRequest request, IServerCall call) =>
        RpcErrors.GuardAsync(async () =>
        {
            var size = request.PageSize switch
            {
                0 => UsualPage,
                < 0 => throw new RpcException(
                    RpcStatusCode.InvalidArgument,
                    "page_size is not below 0"
                ),
                var asked => Math.Min(asked, LargestPage),
            };
            var all = await host.ListAsync(call.Cancellation);
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
        });

    private Task WatchAsync(
        WatchRequest request,
        IResponseWriter<RunEvent> responses,
        IServerCall call
    ) =>
        RpcErrors.GuardAsync(async () =>
        {
            var feed = await FeedAsync(request.RunId, call);
            var after = request.After is { } cursor ? FromProto.Of(cursor) : null;
            await foreach (var change in feed.FollowAsync(after, call.Cancellation))
            {
                await responses.WriteAsync(ToProto.Of(change));
            }
            return true;
        });

    private Task<CancelReply> CancelAsync(CancelRequest request, IServerCall call) =>
        RpcErrors.GuardAsync(async () =>
        {
            var by = Words(request.By) ?? Caller.Of(call.Principal)?.Name ?? "operator";
            await host.CancelAsync(request.RunId, by, Words(request.Reason), call.Cancellation);
            var led = host.FindLed(request.RunId);
            var wait = TimeSpan.FromSeconds(
                Math.Clamp(request.WaitSeconds, 0, LongestWait.TotalSeconds)
            );
            if (led is not null && wait > TimeSpan.Zero)
            {
                await Task.WhenAny(led.Completion, Task.Delay(wait, time, call.Cancellation));
                call.Cancellation.ThrowIfCancellationRequested();
            }
            var told = led?.Leader.Cancelled;
            return new CancelReply
            {
                Acknowledged = { told?.Acknowledged ?? [] },
                Unacknowledged = { told?.Unacknowledged ?? [] },
                Sealed = led is null || led.Completion.IsCompletedSuccessfully,
            };
        });

    private Task<RunHead> ResumeAsync(ResumeRequest request, IServerCall call) =>
        RpcErrors.GuardAsync(async () =>
        {
            await host.ResumeAsync(request.RunId, call.Cancellation);
            return ToProto.Of((await FeedAsync(request.RunId, call)).Snapshot.Run);
        });

    private Task<RetryReply> RetryAsync(RetryRequest request, IServerCall call) =>
        RpcErrors.GuardAsync(async () =>
        {
            var grant = await host.RetryAsync(request.RunId, request.MatrixId, call.Cancellation);
            return new RetryReply
            {
                Vm = grant?.Vm ?? "",
                Attempt =
                    grant
                        ?.Entries.FirstOrDefault(entry => entry.MatrixId == request.MatrixId)
                        ?.Attempt
                    ?? 0,
            };
        });

    private async Task<Watching.IRunFeed> FeedAsync(string runId, IServerCall call) =>
        await host.FindAsync(runId, call.Cancellation)
        ?? throw new RpcException(
            RpcStatusCode.NotFound,
            string.Create(CultureInfo.InvariantCulture, $"there is no run '{runId}'")
        );

    private static string? Words(string text) =>
        text.Length == 0 ? null
        : text.Length > LongestReason ? text[..LongestReason]
        : text;
}
