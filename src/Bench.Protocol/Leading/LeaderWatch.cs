using Bench.Model.Decisions;
using Bench.Model.Leading;
using Bench.Protocol.Decisions;
using Bench.Protocol.Liveness;

namespace Bench.Protocol.Leading;

/// <summary>
/// Tells a coordinator that does not lead when to try to: nobody ever led, the leader left or is proven dead, or its
/// sequence did not grow for one lease over three successful polls. That only says when to try; who leads is in the
/// decision log.
/// </summary>
/// <param name="isKnownDead">Whether a coordinator's process is proven dead, as it can be on its own host.</param>
public sealed class LeaderWatch(
    TimeSpan lease,
    Func<CoordinatorIdentity, bool> isKnownDead,
    TimeProvider time
)
{
    private int _leadDecision = -1;
    private long _sequence;
    private long _since;
    private int _polls;

    /// <summary>Takes a successful poll into account: whether to try to lead now.</summary>
    /// <param name="begunAt">Timestamp from before the first request of the poll.</param>
    public bool Polled(long begunAt, RunState state, LeadingRecord? record)
    {
        if (state.Leader is not { } leader || isKnownDead(leader))
        {
            return true;
        }
        var own = record?.Coordinator.Id == leader.Id ? record : null;
        if (own is { Left: true })
        {
            return true;
        }
        if (state.LeadDecision != _leadDecision || (own?.Sequence ?? 0) > _sequence)
        {
            (_leadDecision, _sequence) = (state.LeadDecision, own?.Sequence ?? 0);
            (_since, _polls) = (begunAt, 1);
            return false;
        }
        _polls++;
        return _polls >= LivenessWatch.FewestPolls && time.GetElapsedTime(_since, begunAt) >= lease;
    }
}
