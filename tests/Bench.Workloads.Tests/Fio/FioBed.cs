using Bench.Host.Processes;
using Bench.Model.Runs;
using Bench.Workloads.Fio;

namespace Bench.Workloads.Tests.Fio;

/// <summary>Runs iterations of the fio workload, with the real fio or with a stand-in.</summary>
internal sealed class FioBed : IterationBed
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

    private string? _program;

    public string ReadSets => Path.Combine(Data, "bench-data");

    public string OwnFolders => Path.Combine(Data, "bench-write");

    /// <summary>From now on this shell script stands in for fio; <c>$out</c> is the file for its JSON.</summary>
    public void StandIn(string script) =>
        _program = Program(
            "fio",
            $"for a in \"$@\"; do case $a in --output=*) out=${{a#--output=}};; esac; done\n{script}"
        );

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
        var parameters = new Dictionary<string, string>(more ?? new Dictionary<string, string>())
        {
            ["io_type"] = ioType,
            ["block_size"] = "4k",
            ["file_size"] = size,
        };
        var request = Request(name, "fio", parameters);
        request = request with
        {
            Options = request.Options with
            {
                Cache = cache,
                IterationTimeoutSeconds = timeoutSeconds,
            },
            JobFile = job,
            JobFileName = "job.fio",
            Processes = new Substituted(request.Processes, () => _program),
        };
        return new FioWorkload().Begin(change?.Invoke(request) ?? request);
    }

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
