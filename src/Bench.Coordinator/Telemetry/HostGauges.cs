using System.Diagnostics.Metrics;
using Bench.Coordinator.Hosting;
using Bench.Coordinator.Watching;
using Bench.Protocol.Telemetry;

namespace Bench.Coordinator.Telemetry;

/// <summary>
/// What can be asked of a coordinator at any moment. One list for both ways out, the page of metrics and OTLP, so that
/// they have the same names.
/// </summary>
internal static class HostGauges
{
    public const string MeterName = "Bench.Coordinator";

    public static IReadOnlyList<HostGauge> All { get; } =
    [
        new(
            "bench.runs.led",
            "{run}",
            "Runs that this coordinator leads or follows.",
            host => [(null, host.Led.Count())]
        ),
        OfRun(
            "bench.workers.connected",
            "{worker}",
            "Workers connected by the live channel.",
            run => run.Workers.Connected.Count
        ),
        OfRun(
            "bench.watchers.connected",
            "{watcher}",
            "Operators' programs and pages that follow the run's events.",
            run => run.Readers
        ),
        OfHead("bench.run.vms", "{vm}", "VMs of the run.", run => run.VmsTotal),
        OfHead(
            "bench.run.vms_alive",
            "{vm}",
            "VMs whose worker shows signs of life.",
            run => run.VmsAlive
        ),
        OfHead("bench.run.entries", "{entry}", "Entries of the matrix.", run => run.EntriesTotal),
        OfHead("bench.run.entries_ok", "{entry}", "Entries that ended ok.", run => run.EntriesOk),
        OfHead(
            "bench.run.entries_failed",
            "{entry}",
            "Entries that failed.",
            run => run.EntriesFailed
        ),
        OfHead(
            "bench.run.iterations",
            "{iteration}",
            "Iterations to do.",
            run => run.IterationsTotal
        ),
        OfHead(
            "bench.run.iterations_done",
            "{iteration}",
            "Iterations committed.",
            run => run.IterationsDone
        ),
        OfHead(
            "bench.run.iterations_failed",
            "{iteration}",
            "Iterations that failed.",
            run => run.IterationsFailed
        ),
        OfHead(
            "bench.run.estimated_time_left",
            "s",
            "Time until the last VM is done, from measured durations.",
            run => run.EstimatedSecondsLeft
        ),
    ];

    /// <summary>Publishes a coordinator's gauges until the meter is disposed of. They are asked only while somebody listens.</summary>
    public static Meter Publish(CoordinatorHost host)
    {
        var meter = new Meter(MeterName);
        foreach (var gauge in All)
        {
            meter.CreateObservableGauge(
                gauge.Name,
                () => gauge.Ask(host).Select(Measured),
                gauge.Unit,
                gauge.Description
            );
        }
        return meter;
    }

    private static Measurement<double> Measured((string? Run, double Value) asked) =>
        asked.Run is null
            ? new Measurement<double>(asked.Value)
            : new Measurement<double>(
                asked.Value,
                new KeyValuePair<string, object?>(TelemetryAttributes.RunId, asked.Run)
            );

    private static HostGauge OfRun(
        string name,
        string unit,
        string description,
        Func<LedRun, double> value
    ) =>
        new(
            name,
            unit,
            description,
            host => host.Led.Select(run => ((string?)run.Run.Config.BenchmarkId, value(run)))
        );

    private static HostGauge OfHead(
        string name,
        string unit,
        string description,
        Func<RunHead, double?> value
    ) =>
        new(
            name,
            unit,
            description,
            host =>
                from led in host.Led
                let head = led.Head
                let asked = value(head)
                where asked is not null
                select ((string?)head.Id, asked.Value)
        );
}

/// <summary>Something that a coordinator can be asked.</summary>
/// <param name="Unit">As in the Unified Code for Units of Measure; in braces what is counted.</param>
/// <param name="Ask">Values by run; without one for the coordinator itself.</param>
internal sealed record HostGauge(
    string Name,
    string Unit,
    string Description,
    Func<CoordinatorHost, IEnumerable<(string? Run, double Value)>> Ask
);
