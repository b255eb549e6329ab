using Bench.Host.Processes;
using Bench.Host.Tests;
using Bench.Model.Results;
using Bench.Testing.Runs;
using Bench.Workloads.Phases;

namespace Bench.Workloads.Tests;

/// <summary>Runs iterations of a workload in a folder of its own, as the worker does.</summary>
internal abstract class IterationBed : IDisposable
{
    protected TempFolder Folder { get; } = new();

    public string Data => Folder.File("data");

    /// <summary>Those of the iteration that was begun last.</summary>
    public PhaseRecorder Phases { get; private set; } = new(TimeProvider.System);

    public Dictionary<string, string?> Environment { get; } =
        new() { [OwnerMark.Variable] = "run.0123/vm-1/1" };

    /// <summary>Prepare, measure, collect, and always clean up.</summary>
    public async Task RunAsync(IWorkloadIteration iteration, CancellationToken cancel = default)
    {
        try
        {
            using (Phases.Begin(PhaseNames.Prepare))
            {
                await iteration.PrepareAsync(Phases, cancel);
            }
            using (Phases.Begin(PhaseNames.Measure))
            {
                await iteration.MeasureAsync(Phases, cancel);
            }
            using (Phases.Begin(PhaseNames.Collect))
            {
                await iteration.CollectAsync(cancel);
            }
        }
        finally
        {
            iteration.CleanUp();
        }
    }

    public async Task<Failure> FailureOfAsync(IWorkloadIteration iteration) =>
        (await Should.ThrowAsync<IterationFailedException>(() => RunAsync(iteration))).Failure;

    /// <summary>Names of the phases, nested ones after a slash.</summary>
    public IReadOnlyList<string> PhaseTree() => [.. Phases.Spans.SelectMany(span => Names(span))];

    public void Dispose() => Folder.Dispose();

    /// <summary>A request for an iteration of that name, in folders that are there.</summary>
    protected IterationRequest Request(
        string name,
        string workload,
        IReadOnlyDictionary<string, string> parameters
    )
    {
        Directory.CreateDirectory(Data);
        Phases = new PhaseRecorder(TimeProvider.System);
        return new IterationRequest
        {
            Entry = SampleRecords.Entry with { Workload = workload, Params = parameters },
            Options = SampleRecords.Options,
            JobFile = "",
            JobFileName = "",
            MountPath = Data,
            Workspace = Directory.CreateDirectory(Folder.File($"work-{name}")).FullName,
            Run = "run.0123",
            Vm = "vm-1",
            UniqueName = name,
            LockFolder = Folder.File("locks"),
            Environment = Environment,
            Processes = new ProcessRunner(TimeProvider.System),
            Time = TimeProvider.System,
        };
    }

    /// <summary>A shell script that can be run.</summary>
    protected string Program(string name, string script)
    {
        var program = Folder.File($"{name}-{Guid.NewGuid():N}");
        File.WriteAllText(program, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(
            program,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        return program;
    }

    private static IEnumerable<string> Names(PhaseSpan span, string before = "") =>
        (span.Phases ?? [])
            .SelectMany(child => Names(child, $"{before}{span.Name}/"))
            .Prepend(before + span.Name);
}
