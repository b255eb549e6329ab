using Bench.Model.Decisions;
using Bench.Model.Progress;

namespace Bench.Protocol.Barriers;

/// <summary>What a leader is to decide next about starts.</summary>
public abstract record BarrierAction
{
    private BarrierAction() { }

    /// <summary>Starts a try at an iteration on all that are ready.</summary>
    public sealed record Go(BarrierPlace Place, IReadOnlyList<string> Participants) : BarrierAction;

    /// <summary>Says what a start came to.</summary>
    public sealed record Judge(GoVerdict Verdict) : BarrierAction;
}
