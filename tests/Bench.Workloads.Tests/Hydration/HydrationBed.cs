using Bench.Host.Processes;
using Bench.Host.Tests;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Workloads.Hydration;
using Bench.Workloads.Phases;
using Bench.Workloads.Tests.Fio;

namespace Bench.Workloads.Tests.Hydration;

/// <summary>Runs iterations of the workload in a folder of its own, with a hub of another make as its child.</summary>
internal sealed class HydrationBed : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Data => _folder.File("data");

    public IReadOnlyList<string> Baselines =>
        [.. Directory.GetDirectories(Path.Combine(Data, "bench-data"))];

    /// <summary>What iterations wrote and did not clean up.</summary>
    public IReadOnlyList<string> Left =>
        Directory.Exists(Path.Combine(Data, "bench-write"))
            ? Directory.GetFileSystemEntries(
                Path.Combine(Data, "bench-write"),
                "*",
                SearchOption.AllDirectories
            )
            : [];

    public PhaseRecorder Phases { get; private set; } = new(TimeProvider.System);

    public Dictionary<string, string?> Environment { get; } =
        new() { [OwnerMark.Variable] = "run.0123/vm-1/1" };

    /// <summary>Runs in place of the hub before it, as a shell; empty for nothing.</summary>
    public string Before { get; set; } = "";

    public IWorkloadIteration Begin(
        string name,
        IReadOnlyDictionary<string, string>? parameters = null,
        double timeoutSeconds = 60
    )
    {
        Directory.CreateDirectory(Data);
        Phases = new PhaseRecorder(TimeProvider.System);
        return new HydrationWorkload([Program()], "1.2.3").Begin(
            new IterationRequest
            {
                Entry = Entry(
                    parameters
                        ?? new Dictionary<string, string> { ["modules"] = "3", ["files"] = "4" }
                ),
                Options = FioBed.Options(timeoutSeconds: timeoutSeconds),
                JobFile = "",
                JobFileName = "",
                MountPath = Data,
                Workspace = Directory.CreateDirectory(_folder.File($"work-{name}")).FullName,
                Run = "run.0123",
                Vm = "vm-1",
                UniqueName = name,
                LockFolder = _folder.File("locks"),
                Environment = Environment,
                Processes = new ProcessRunner(TimeProvider.System),
                Time = TimeProvider.System,
            }
        );
    }

    /// <summary>Prepare, measure, collect, and always clean up, as the worker does.</summary>
    public async Task RunAsync(IWorkloadIteration iteration)
    {
        try
        {
            using (Phases.Begin(PhaseNames.Prepare))
            {
                await iteration.PrepareAsync(Phases, default);
            }
            using (Phases.Begin(PhaseNames.Measure))
            {
                await iteration.MeasureAsync(Phases, default);
            }
            using (Phases.Begin(PhaseNames.Collect))
            {
                await iteration.CollectAsync(default);
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

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Names(PhaseSpan span, string before = "") =>
        (span.Phases ?? [])
            .SelectMany(child => Names(child, $"{before}{span.Name}/"))
            .Prepend(before + span.Name);

    /// <summary>Takes the words of <c>bench hub serve --data-dir D --port N FLAGS</c>.</summary>
    private string Program()
    {
        var program = _folder.File($"hub-{Guid.NewGuid():N}");
        var hub = Path.Combine(AppContext.BaseDirectory, "TestData", "foreign-hub.py");
        File.WriteAllText(
            program,
            $"#!/bin/sh\nport=$6 data=$4\nshift 6\n{Before}\nexec /usr/bin/python3 {hub} \"$port\" \"$data\" \"$@\"\n"
        );
        File.SetUnixFileMode(
            program,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        return program;
    }

    private static MatrixEntry Entry(IReadOnlyDictionary<string, string> parameters) =>
        new()
        {
            MatrixId = 1,
            TestId = "1",
            TestOrdinal = 1,
            ConfigId = 1,
            ConfigLabel = "c",
            Commit = "master",
            MountArgs = [],
            Workload = HydrationWorkload.WorkloadName,
            Params = parameters,
        };
}
