using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;

namespace Bench.Protocol.Barriers;

/// <summary>All that a leader knows when it decides about starts.</summary>
public sealed record BarrierSituation
{
    public required RunConfig Config { get; init; }
    public required StartLog Starts { get; init; }

    /// <summary>Where VMs wait, by VM; one that waits nowhere is absent.</summary>
    public required IReadOnlyDictionary<string, BarrierPlace> Places { get; init; }

    /// <summary>VMs whose right to their spec has ended: nobody waits for them.</summary>
    public required IReadOnlySet<string> Gone { get; init; }

    /// <summary>The iteration records that were found.</summary>
    public required IReadOnlyDictionary<ReplicaKey, IterationStatus> Records { get; init; }

    /// <summary>The VMs that run an entry, in the order of the config.</summary>
    public IEnumerable<string> OwnersOf(int matrixId) =>
        Config
            .Distribution.Where(share => share.Entries.Contains(matrixId))
            .Select(share => share.Vm);
}
