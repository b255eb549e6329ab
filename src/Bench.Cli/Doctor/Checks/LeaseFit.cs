using Bench.Storage.Probing;

namespace Bench.Cli.Doctor.Checks;

/// <summary>Whether workers can keep their claims on a store that takes so long for a request.</summary>
internal static class LeaseFit
{
    /// <summary>A heartbeat is so many requests, one after the other.</summary>
    private const int RequestsOfHeartbeat = 4;

    /// <summary>One must fit into such a part of the lease, so that one that hangs can be followed by another.</summary>
    private const int PartOfLease = 3;

    /// <summary>A warning where the lease is too short for the store, else null.</summary>
    public static CheckResult? Judge(string area, ProbeLatency latency, double leaseSeconds)
    {
        var request = Math.Max(latency.PutMedianSeconds, latency.GetMedianSeconds);
        var needed = request * RequestsOfHeartbeat * PartOfLease;
        return needed <= leaseSeconds
            ? null
            : new CheckResult(
                area,
                "lease",
                CheckStatus.Warning,
                FormattableString.Invariant(
                    $"a request takes {request * 1e3:0.0} ms, so a worker's heartbeat of {RequestsOfHeartbeat} takes {request * RequestsOfHeartbeat:0.###} s: more than a third of the lease of {leaseSeconds:0.###} s, and workers that are well may be taken for dead"
                ),
                FormattableString.Invariant(
                    $"use --lease {Math.Ceiling(needed)} or longer, or a bucket nearer to the workers"
                )
            );
    }
}
