using Bench.Model.Claims;
using Bench.Protocol.Claims;
using Bench.Protocol.Progress;
using Bench.Protocol.Records;
using Bench.Storage;
using Bench.Worker.Telemetry;

namespace Bench.Worker.Heartbeats;

/// <summary>
/// Shows that the worker lives, and looks whether it may go on. Stops it when it was cancelled, superseded or sealed,
/// and withdraws its permit while that could not be told for one lease.
/// </summary>
public sealed class Heartbeat(
    RecordStore records,
    Claim claim,
    ClaimGuard guard,
    WorkerCounters counters,
    WorkerStop stop,
    WorkPermit permit,
    TimeSpan lease,
    TimeProvider time
)
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(2);
    private readonly OneAtATime _writing = new();
    private readonly News _news = new(time);

    /// <summary>From one beat to the next.</summary>
    public TimeSpan Interval => lease / 3 < LongestInterval ? lease / 3 : LongestInterval;

    /// <summary>Lets the next beat begin at once: there is something to see. May be called by any thread.</summary>
    public void Wake() => _news.Tell();

    /// <summary>What it is woken by.</summary>
    internal News News => _news;

    /// <summary>Beats until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var begin = time.GetTimestamp();
            var seen = _news.Number;
            try
            {
                var bound = Bound();
                using var limit = new CancellationTokenSource(bound, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(
                    limit.Token,
                    cancel
                );
                // The bound holds also for a store whose call never returns.
                await BeatAsync(either.Token).WaitAsync(bound, time, cancel);
                WorkerMetrics.Beat(ok: true);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                // Whatever it was: a worker without a heartbeat must not go on unseen.
                counters.Error(e.Message);
                WorkerMetrics.Beat(ok: false);
                if (guard.SinceConfirmed >= lease)
                {
                    permit.Withdraw();
                }
            }
            await _news.WaitAsync(seen, Interval - time.GetElapsedTime(begin), cancel);
        }
    }

    /// <summary>Writes progress now.</summary>
    public Task WriteAsync(CancellationToken cancel) =>
        _writing.RunAsync(
            () =>
            {
                var bytes = ProgressLimit.Write(counters.Next());
                counters.News.Wrote(bytes);
                return records.Store.PutAsync(
                    records.Keys.Progress(claim.Vm, claim.Epoch),
                    bytes,
                    cancel
                );
            },
            cancel
        );

    private async Task BeatAsync(CancellationToken cancel)
    {
        if (StopReasons.Of(await guard.LookAsync(cancel)) is { } reason)
        {
            stop.Request(reason);
        }
        else
        {
            permit.Regain();
        }
        await WriteAsync(cancel);
    }

    /// <summary>Half of what is left of the lease, so that one request that hangs leaves time to ask again.</summary>
    private TimeSpan Bound()
    {
        var half = (lease - guard.SinceConfirmed) / 2;
        return half > Interval ? half : Interval;
    }
}
