using Bench.Host.Processes;
using Bench.Model.Runs;
using Bench.Model.Samples;
using Bench.Reporting.Tests.Runs;
using Bench.Workloads;
using Bench.Workloads.Phases;

namespace Bench.Coordinator.Tests.Faults;

/// <summary>Work whose output and samples are a function of entry and iteration, so that equal runs give equal reports.</summary>
internal sealed class FixedFio : IWorkload
{
    public string Name => "fio";

    public Task<IReadOnlyDictionary<string, string>> ToolsAsync(
        RunOptions? options,
        IProcessRunner processes,
        CancellationToken cancel
    ) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(
            new Dictionary<string, string> { ["fio"] = "fio-3.33" }
        );

    public IWorkloadIteration Begin(IterationRequest request) => new Iteration(request);

    public void CleanUpAfter(string mountPath, string run, string vm) { }

    private sealed class Iteration(IterationRequest request) : IWorkloadIteration
    {
        private readonly string _output = Path.Combine(request.Workspace, "fio_output.json");

        public IReadOnlyList<string> DataPaths => [];

        public IReadOnlyList<OutputFile> Outputs => [new("fio", _output)];

        public Task PrepareAsync(PhaseRecorder phases, CancellationToken cancel) =>
            Task.CompletedTask;

        public Task MeasureAsync(PhaseRecorder phases, CancellationToken cancel)
        {
            var latencies = Enumerable
                .Range(1, 40)
                .Select(i => 1_000L * i * (request.Entry.MatrixId + request.UniqueName.Length))
                .ToList();
            return File.WriteAllBytesAsync(
                _output,
                FioFiles.Of(request.Entry.MatrixId % 2 == 0 ? "write" : "read", latencies),
                cancel
            );
        }

        /// <summary>What the host's counters said is replaced: no two runs would agree on it.</summary>
        public Task CollectAsync(CancellationToken cancel) =>
            File.WriteAllBytesAsync(
                Path.Combine(request.Workspace, "samples.csv"),
                SampleTable.Write([Sample(0), Sample(1), Sample(2)]),
                cancel
            );

        public void CleanUp() { }

        private ResourceSample Sample(int second) =>
            new()
            {
                Seconds = second,
                CpuBusySeconds = second * 0.5,
                CpuTotalSeconds = second * 2,
                MemoryUsedBytes = 1 << 30,
                PageCacheBytes = 1 << 20,
                NetworkReceivedBytes = second * 1_000_000L * request.Entry.MatrixId,
                NetworkSentBytes = second * 1_000,
                DiskReadBytes = second * 4_096,
                DiskWrittenBytes = 0,
                WorkerCpuSeconds = second * 0.01,
            };
    }
}
