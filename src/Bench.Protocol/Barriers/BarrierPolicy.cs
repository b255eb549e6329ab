using Bench.Model.Decisions;
using Bench.Model.Progress;
using Bench.Model.Results;

namespace Bench.Protocol.Barriers;

/// <summary>
/// Owns when iterations of replicated entries start, and what starts come to. Pure: a coordinator that comes after a
/// dead one decides the same from the same bucket.
/// </summary>
/// <remarks>
/// A start counts only if all its participants committed it as ok. Each further try has fewer participants than the one
/// before, so that tries end.
/// </remarks>
public static class BarrierPolicy
{
    /// <summary>The records that a decision waits for and that are not known yet.</summary>
    public static IReadOnlyList<ReplicaKey> Wanted(BarrierSituation situation) =>
        [
            .. situation
                .Starts.Open.SelectMany(start =>
                    start.Go.Participants.Select(vm => ReplicaKey.Of(vm, start.Go))
                )
                .Concat(Places(situation).SelectMany(place => Absent(situation, place)))
                .Where(key => !situation.Records.ContainsKey(key)),
        ];

    /// <summary>What to decide now, in order; nothing while somebody is waited for.</summary>
    public static IReadOnlyList<BarrierAction> Decide(BarrierSituation situation) =>
        [
            .. situation
                .Starts.Open.Select(start => Verdict(situation, start))
                .OfType<GoVerdict>()
                .Select(verdict => new BarrierAction.Judge(verdict)),
            .. Places(situation).Select(place => Start(situation, place)).OfType<BarrierAction>(),
        ];

    /// <summary>The verdict on a start that all participants have ended, or can end no more; null before.</summary>
    private static GoVerdict? Verdict(BarrierSituation situation, Start start)
    {
        var participants = start.Go.Participants;
        var isUnderWay = participants.Any(vm =>
            !situation.Gone.Contains(vm)
            && !situation.Records.ContainsKey(ReplicaKey.Of(vm, start.Go))
        );
        if (isUnderWay)
        {
            return null;
        }
        var ok = participants
            .Where(vm =>
                situation.Records.TryGetValue(ReplicaKey.Of(vm, start.Go), out var status)
                && status == IterationStatus.Ok
            )
            .ToList();
        if (ok.Count == participants.Count)
        {
            return Of(start, VerdictOutcome.Counted, []);
        }
        // Who is gone by now committed in vain: nobody would wait for it again.
        var survivors = ok.Where(vm => !situation.Gone.Contains(vm)).ToList();
        return survivors.Count > 0
            ? Of(start, VerdictOutcome.Again, survivors)
            : Of(start, VerdictOutcome.Failed, []);
    }

    private static GoVerdict Of(
        Start start,
        VerdictOutcome outcome,
        IReadOnlyList<string> survivors
    ) =>
        new()
        {
            Go = start.Number,
            Outcome = outcome,
            Survivors = survivors,
        };

    /// <summary>The places at which somebody waits and that may be started, in the order of their entries.</summary>
    private static IEnumerable<BarrierPlace> Places(BarrierSituation situation) =>
        situation
            .Places.Where(pair => !situation.Gone.Contains(pair.Key))
            .Select(pair => pair.Value)
            .Distinct()
            .Where(place =>
                situation.Starts.MayStart(place.MatrixId, place.Attempt, place.Iteration)
            )
            .OrderBy(place => place.MatrixId)
            .ThenBy(place => place.Iteration);

    private static BarrierAction.Go? Start(BarrierSituation situation, BarrierPlace place)
    {
        var expected = Expected(situation, place)
            .Where(vm => !situation.Records.ContainsKey(KeyAt(vm, place)))
            .ToList();
        return expected.Count > 0 && expected.All(vm => Waits(situation, vm, place))
            ? new BarrierAction.Go(place, expected)
            : null;
    }

    /// <summary>Those who are waited for: one that cannot take part says so by a record.</summary>
    private static IEnumerable<ReplicaKey> Absent(BarrierSituation situation, BarrierPlace place) =>
        Expected(situation, place)
            .Where(vm => !Waits(situation, vm, place))
            .Select(vm => KeyAt(vm, place));

    private static IEnumerable<string> Expected(BarrierSituation situation, BarrierPlace place)
    {
        var before = situation.Starts.Of(place.MatrixId, place.Iteration);
        return (
            before is [.., var last] ? last.Verdict!.Survivors : situation.OwnersOf(place.MatrixId)
        ).Where(vm => !situation.Gone.Contains(vm));
    }

    private static bool Waits(BarrierSituation situation, string vm, BarrierPlace place) =>
        situation.Places.GetValueOrDefault(vm) == place;

    private static ReplicaKey KeyAt(string vm, BarrierPlace place) =>
        new(vm, place.MatrixId, place.Attempt, place.Iteration);
}
