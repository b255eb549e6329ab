using System.Diagnostics;
using Bench.Coordinator.Hosting;
using Bench.Coordinator.Telemetry;
using Bench.Protocol.Telemetry;

namespace Bench.Coordinator.Metrics;

/// <summary>What a coordinator tells of itself and of the runs that it leads, at the moment of asking.</summary>
internal static class HostMetrics
{
    private const string Gauge = "gauge";

    /// <param name="counted">What this process has counted.</param>
    public static string Write(CoordinatorHost host, InstrumentReader counted)
    {
        var text = new PrometheusText();
        foreach (var gauge in HostGauges.All)
        {
            text.Add(
                PrometheusNames.Of(gauge.Name, gauge.Unit, Gauge),
                Gauge,
                gauge.Description,
                gauge.Ask(host).Select(asked => (Labels(asked.Run), asked.Value))
            );
        }
        counted.WriteTo(text);
        AddProcess(text);
        return text.ToString();
    }

    private static void AddProcess(PrometheusText text)
    {
        using var process = Process.GetCurrentProcess();
        text.Add(
            "process_resident_memory_bytes",
            Gauge,
            "Resident memory of this process.",
            process.WorkingSet64
        );
        text.Add(
            "process_cpu_seconds_total",
            "counter",
            "Processor time of this process.",
            process.TotalProcessorTime.TotalSeconds
        );
        text.Add(
            "dotnet_gc_heap_bytes",
            Gauge,
            "Managed memory in use.",
            GC.GetTotalMemory(forceFullCollection: false)
        );
    }

    private static IReadOnlyList<(string Name, string Value)> Labels(string? run) =>
        run is null ? [] : [(PrometheusNames.OfLabel(TelemetryAttributes.RunId), run)];
}
