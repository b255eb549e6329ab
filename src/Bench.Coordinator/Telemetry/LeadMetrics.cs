using System.Diagnostics.Metrics;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Protocol.Telemetry;

namespace Bench.Coordinator.Telemetry;

/// <summary>Counts what a leader decides. Nothing is kept while nobody listens.</summary>
internal static class LeadMetrics
{
    private static readonly Meter Meter = new(HostGauges.MeterName);

    private static readonly Counter<long> Changes = Meter.CreateCounter<long>(
        "bench.leader.changes",
        "{change}",
        "Times that this process began to lead a run."
    );

    private static readonly Counter<long> Fences = Meter.CreateCounter<long>(
        "bench.fences",
        "{fence}",
        "VMs that were fenced."
    );

    private static readonly Counter<long> Grants = Meter.CreateCounter<long>(
        "bench.grants",
        "{grant}",
        "Grants of test cases to VMs, by why."
    );

    public static void Leads() => Changes.Add(1);

    public static void Fenced() => Fences.Add(1);

    public static void Granted(Grant grant)
    {
        if (Grants.Enabled)
        {
            Grants.Add(
                1,
                new KeyValuePair<string, object?>(
                    TelemetryAttributes.Cause,
                    grant.Cause is { } cause ? EnumWords.NameOf(cause) : "lost"
                )
            );
        }
    }
}
