using Bench.Host.Processes;
using Bench.Host.Tests;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Workloads.Fio;
using Bench.Workloads.Phases;

namespace Bench.Workloads.Tests.Fio;

/// <summary>Runs iterations of the fio workload in a folder of its own, with the real fio or with a stand-in.</summary>
internal sealed class FioBed : IDisposable
{
    public const string ReadJob = """
        [global]
        directory=${TEST_DATA_DIR}
        ioengine=psync
        rw=${IO_TYPE}
        bs=${BS}
        filesize=${FILE_SIZE}
        [job]
        """;

    private readonly TempFolder _folder = new();
    private string? _program;

    public string Data => _folder.File("data");

    public string ReadSets => Path.Combine(Data, "bench-data");

    public string OwnFolders => Path.Combine(Data, "bench-write");

    public PhaseRecorder Phases { get; private set; } = new(TimeProvider.System);

    /// <summary>From now on this shell script stands in for fio; <c>$out</c> is the file for its JSON.</summary>
    public void StandIn(string script)
    {
        _program = _folder.File($"fio-{Guid.NewGuid():N}");
        File.WriteAllText(
            _program,
            $"#!/bin/sh\nfor a in \"$@\"; do case $a in --output=*) out=${{a#--output=}};; esac; done\n{script}\n"
        );
        File.SetUnixFileMode(
            _program,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
    }

    public IWorkloadIteration Begin(
        string ioType,
        string job = ReadJob,
        string name = "i1",
        CacheMode cache = CacheMode.None,
        double timeoutSeconds = 60,
        string size = "64k",
        IReadOnlyDictionary<string, string>? more = null,
        Func<IterationRequest, IterationRequest>? change = null
    )
    {
        Directory.CreateDirectory(Data);
        var workspace = Directory.CreateDirectory(_folder.File($"work-{name}")).FullName;
        Phases = new PhaseRecorder(TimeProvider.System);
        var parameters = new Dictionary<string, string>(more ?? new Dictionary<string, string>())
        {
            ["io_type"] = ioType,
            ["block_size"] = "4k",
            ["file_size"] = size,
        };
        var request = new IterationRequest
        {
            Entry = Entry(parameters),
            Options = Options(cache, timeoutSeconds),
            JobFile = job,
            JobFileName = "job.fio",
            MountPath = Data,
            Workspace = workspace,
            Run = "run.0123",
            Vm = "vm-1",
            UniqueName = name,
            LockFolder = _folder.File("locks"),
            Environment = new Dictionary<string, string?>
            {
                [OwnerMark.Variable] = "run.0123/vm-1/1",
            },
            Processes = new Substituted(new ProcessRunner(TimeProvider.System), () => _program),
            Time = TimeProvider.System,
        };
        return new FioWorkload().Begin(change?.Invoke(request) ?? request);
    }

    /// <summary>Prepare, measure, collect, and always clean up, as the worker does.</summary>
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
    public IReadOnlyList<string> PhaseTree() =>
        [
            .. Phases.Spans.SelectMany(span =>
                (span.Phases ?? []).Select(child => $"{span.Name}/{child.Name}").Prepend(span.Name)
            ),
        ];

    public void Dispose() => _folder.Dispose();

    public static RunOptions Options(
        CacheMode cache = CacheMode.None,
        double timeoutSeconds = 60
    ) =>
        new()
        {
            Iterations = 2,
            Distribution = DistributionMode.Even,
            Cache = cache,
            HostSharing = HostSharing.Turns,
            TestData = "/data",
            Mount = "directory",
            IterationTimeoutSeconds = timeoutSeconds,
            RunTimeoutSeconds = 7200,
            LeaseSeconds = 30,
            PollIntervalSeconds = 1,
        };

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
            Workload = "fio",
            Params = parameters,
        };

    private sealed class Substituted(IProcessRunner real, Func<string?> program) : IProcessRunner
    {
        public IRunningProcess Start(ProcessSpec spec) =>
            real.Start(
                spec.FileName == "fio" && program() is { } other
                    ? spec with
                    {
                        FileName = other,
                    }
                    : spec
            );
    }
}
