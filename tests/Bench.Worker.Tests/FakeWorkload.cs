using System.Collections.Concurrent;
using Bench.Host.Processes;
using Bench.Model.Progress;
using Bench.Model.Runs;
using Bench.Workloads;
using Bench.Workloads.Phases;

namespace Bench.Worker.Tests;

/// <summary>Work that does what a test says, step by step, and notes each step.</summary>
internal sealed class FakeWorkload : IWorkload
{
    public string Name => "fio";

    /// <summary>What preparing says that it did.</summary>
    public PreparationTraces Traces { get; set; }

    /// <summary>What happened: VM, matrix id and step, in order.</summary>
    public ConcurrentQueue<(string Vm, int MatrixId, string Step)> Steps { get; } = [];

    /// <summary>What a step does; it may throw.</summary>
    public Func<string, IterationRequest, CancellationToken, Task> On { get; set; } =
        (_, _, _) => Task.CompletedTask;

    public IReadOnlyList<int> Measured =>
        [.. Steps.Where(step => step.Step == "measure").Select(step => step.MatrixId)];

    /// <summary>Lets one step do something, by its name.</summary>
    public void When(string step, Func<IterationRequest, CancellationToken, Task> action) =>
        On = (name, request, cancel) => name == step ? action(request, cancel) : Task.CompletedTask;

    public Task<IReadOnlyDictionary<string, string>> ToolsAsync(
        RunOptions? options,
        IProcessRunner processes,
        CancellationToken cancel
    ) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(
            new Dictionary<string, string> { ["fake"] = "1.0" }
        );

    public IWorkloadIteration Begin(IterationRequest request) => new Iteration(this, request);

    public void CleanUpAfter(string mountPath, string run, string vm) =>
        Steps.Enqueue((vm, 0, "clean-up-after"));

    private Task StepAsync(string step, IterationRequest request, CancellationToken cancel)
    {
        Steps.Enqueue((request.Vm, request.Entry.MatrixId, step));
        return On(step, request, cancel);
    }

    private sealed class Iteration(FakeWorkload workload, IterationRequest request)
        : IWorkloadIteration
    {
        private readonly string _output = Path.Combine(request.Workspace, "fio_output.json");

        public PreparationTraces Traces => workload.Traces;

        public IReadOnlyList<string> DataPaths => [];

        public IterationFigures? FiguresOf(int iteration) =>
            new()
            {
                MatrixId = request.Entry.MatrixId,
                Iteration = iteration,
                ReadBytesPerSecond = 1_000_000,
            };

        public IReadOnlyList<OutputFile> Outputs => [new("fio", _output)];

        public Task PrepareAsync(PhaseRecorder phases, CancellationToken cancel) =>
            workload.StepAsync("prepare", request, cancel);

        public async Task MeasureAsync(PhaseRecorder phases, CancellationToken cancel)
        {
            await File.WriteAllTextAsync(_output, request.UniqueName, cancel);
            await workload.StepAsync("measure", request, cancel);
        }

        public Task CollectAsync(CancellationToken cancel) =>
            workload.StepAsync("collect", request, cancel);

        public void CleanUp() =>
            workload
                .StepAsync("clean-up", request, CancellationToken.None)
                .GetAwaiter()
                .GetResult();
    }
}
