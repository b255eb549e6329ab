using Bench.Model.Runs;
using Bench.Protocol.Decisions;
using Bench.Worker.Heartbeats;

namespace Bench.Worker.Channel;

/// <summary>
/// A worker of a fenced VM that somebody started again offers itself to the coordinator, which grants it something only
/// where nobody else is left. While others live it leaves after some time, as it would do without a live channel.
/// </summary>
internal sealed class FencedOffer(WorkerRole request, RunConfig config) : IWorkerControls
{
    /// <summary>A VM that was alone is told to be silent after two, as the coordinator suspects itself first.</summary>
    private const int Leases = 3;
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    /// <summary>The bucket says the same as the live channel.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private readonly News _news = new(request.Time);
    private volatile bool _cancelled;

    /// <summary>
    /// Whether it can be made: others that are told to leave when they are done do not wait for a grant either, and all
    /// VMs of a replicated run have all entries.
    /// </summary>
    public bool IsPossible =>
        request is { Coordinator: not null, LeaveWhenDone: false }
        && config.Options.Distribution != DistributionMode.Replicate;

    /// <summary>Whether something was granted after the fence, so that the VM may be claimed again.</summary>
    public async Task<bool> IsTakenAsync(DecisionLog log, CancellationToken cancel)
    {
        await using var link = CoordinatorLink.Offer(
            request.Coordinator!,
            config.BenchmarkId,
            request.Vm,
            this,
            request.Log.Write,
            request.Time
        );
        var begin = request.Time.GetTimestamp();
        var patience = (TimeSpan.FromSeconds(config.Options.LeaseSeconds) * Leases) + Slack;
        while (true)
        {
            var seen = _news.Number;
            var state = await log.ReadOnAsync(cancel);
            if (state.MayClaimAfterFence(request.Vm))
            {
                return true;
            }
            if (
                _cancelled
                || state.Seal is not null
                || request.Time.GetElapsedTime(begin) >= patience
            )
            {
                return false;
            }
            await _news.WaitAsync(seen, Look, cancel);
        }
    }

    public void LookNow() => _news.Tell();

    public void Cancel()
    {
        _cancelled = true;
        _news.Tell();
    }
}
