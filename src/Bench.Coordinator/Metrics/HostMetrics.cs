using System.Diagnostics;
using Bench.Coordinator.Hosting;
using Bench.Coordinator.Watching;

namespace Bench.Coordinator.Metrics;

/// <summary>What a coordinator tells of itself and of the runs that it leads, at the moment of asking.</summary>
internal static class HostMetrics
{
    public static string Write(CoordinatorHost host)
    {
        var text = new PrometheusText();
        var led = host.Led.ToList();
        var heads = led.Select(run => run.Feed.Snapshot.Run).ToList();
        text.Add(
            "bench_runs_led",
            "gauge",
            "Runs that this coordinator leads or follows.",
            led.Count
        );
        text.Add(
            "bench_workers_connected",
            "gauge",
            "Workers connected by the live channel.",
            led.Select(run =>
                (Labels(run.Run.Config.BenchmarkId), (double)run.Workers.Connected.Count)
            )
        );
        Add(text, "bench_run_vms", "VMs of the run.", heads, run => run.VmsTotal);
        Add(
            text,
            "bench_run_vms_alive",
            "VMs whose worker shows signs of life.",
            heads,
            run => run.VmsAlive
        );
        Add(text, "bench_run_entries", "Entries of the matrix.", heads, run => run.EntriesTotal);
        Add(text, "bench_run_entries_ok", "Entries that ended ok.", heads, run => run.EntriesOk);
        Add(
            text,
            "bench_run_entries_failed",
            "Entries that failed.",
            heads,
            run => run.EntriesFailed
        );
        Add(text, "bench_run_iterations", "Iterations to do.", heads, run => run.IterationsTotal);
        Add(
            text,
            "bench_run_iterations_done",
            "Iterations committed.",
            heads,
            run => run.IterationsDone
        );
        Add(
            text,
            "bench_run_iterations_failed",
            "Iterations that failed.",
            heads,
            run => run.IterationsFailed
        );
        Add(
            text,
            "bench_run_estimated_seconds_left",
            "Seconds until the last VM is done, from measured durations.",
            heads.Where(run => run.EstimatedSecondsLeft is not null),
            run => run.EstimatedSecondsLeft!.Value
        );
        AddProcess(text);
        return text.ToString();
    }

    private static void AddProcess(PrometheusText text)
    {
        using var process = Process.GetCurrentProcess();
        text.Add(
            "process_resident_memory_bytes",
            "gauge",
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
            "gauge",
            "Managed memory in use.",
            GC.GetTotalMemory(forceFullCollection: false)
        );
    }

    private static void Add(
        PrometheusText text,
        string name,
        string help,
        IEnumerable<RunHead> heads,
        Func<RunHead, double> value
    ) => text.Add(name, "gauge", help, heads.Select(run => (Labels(run.Id), value(run))));

    private static IReadOnlyList<(string Name, string Value)> Labels(string run) => [("run", run)];
}
