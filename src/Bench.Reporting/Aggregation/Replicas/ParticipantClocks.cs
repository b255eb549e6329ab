using Bench.Statistics.Clocks;

namespace Bench.Reporting.Aggregation.Replicas;

/// <summary>
/// Puts the clocks of an iteration's participants on one. Workers of one boot read one and the same clock; those of
/// several are put on the coordinator's by the messages that they exchanged with it.
/// </summary>
internal sealed class ParticipantClocks
{
    private readonly Dictionary<string, ClockMap?> _byBoot;

    public ParticipantClocks(IReadOnlyList<ReplicaReading> participants)
    {
        var boots = participants.ToLookup(p => p.Record.Host.BootId, StringComparer.Ordinal);
        IsOneHost = boots.Count == 1;
        _byBoot = boots.ToDictionary(
            boot => boot.Key,
            boot =>
                IsOneHost
                    ? ClockMap.Reference
                    : ClockMap.Of(boot.SelectMany(p => p.Barrier.Exchanges.Select(Exchange))),
            StringComparer.Ordinal
        );
    }

    public bool IsOneHost { get; }

    /// <summary>Null where nothing bounds what lies between its clock and the others'.</summary>
    public ClockMap? Of(ReplicaReading participant) => _byBoot[participant.Record.Host.BootId];

    private static ClockExchange Exchange(Bench.Model.Results.ClockStamps stamps) =>
        new(
            stamps.SentNanoseconds,
            stamps.CoordinatorReceivedNanoseconds,
            stamps.CoordinatorSentNanoseconds,
            stamps.ReceivedNanoseconds
        );
}
