using Bench.Model.Progress;
using Bench.Protocol.Barriers;
using Bench.Worker.Channel;
using Bench.Worker.Heartbeats;

namespace Bench.Worker.Barriers;

/// <summary>The start signal of a worker: by the bucket, and by the live channel where there is one.</summary>
internal static class StartSignals
{
    /// <summary>Between two looks at the bucket while a channel is there to tell sooner.</summary>
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(5);

    /// <param name="starts">Read by nobody else while the worker waits.</param>
    public static IStartSignal Of(
        StartReader starts,
        string vm,
        IStartChannel? channel,
        WorkerCounters counters,
        Heartbeat heartbeat,
        WorkerRole role
    )
    {
        var bucket = new BucketStartSignal(starts, vm, ShowAsync, role.Time, PauseAsync);
        return channel is null
            ? bucket
            : new ChannelStartSignal(bucket, channel, starts, vm, role.Log.Write, role.Time);

        async Task ShowAsync(BarrierPlace? place, CancellationToken cancel)
        {
            var before = counters.WaitsAt(place);
            if (place is not null)
            {
                channel?.Ready(place, before);
            }
            await heartbeat.WriteAsync(cancel);
        }

        Task PauseAsync(CancellationToken cancel) =>
            channel is { IsOpen: true }
                ? channel.ClosedAsync(Seldom, cancel)
                : Task.Delay(BucketStartSignal.Poll, role.Time, cancel);
    }
}
