using System.Globalization;

namespace Bench.EndToEnd.Tests.Harness;

/// <summary>The inputs of a run and its command line.</summary>
internal sealed record RunSetup
{
    public string Id { get; init; } = "t1";

    public string Tests { get; init; } = Given.TwoTests;

    public string? Configs { get; init; } = Given.TwoConfigs;

    public string Job { get; init; } = Given.ShortJob;

    public int Iterations { get; init; } = 2;

    public int Workers { get; init; } = 2;

    /// <summary>Further options.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>Writes the input files and gives the command line.</summary>
    public IReadOnlyList<string> Arguments(Sandbox sandbox, string verb = "run")
    {
        var arguments = new List<string>
        {
            verb,
            "--benchmark-id",
            Id,
            "--test-csv",
            sandbox.Write("tests.csv", Tests),
            "--fio-job-file",
            sandbox.Write("job.fio", Job),
            "--artifacts",
            sandbox.ArtifactsUri,
            "--test-data",
            sandbox.Data,
            "--iterations",
            Iterations.ToString(CultureInfo.InvariantCulture),
            "--workers",
            Workers.ToString(CultureInfo.InvariantCulture),
            "--poll-interval",
            "0.2",
            "--seed",
            "7",
        };
        if (Configs is not null)
        {
            arguments.AddRange(["--configs-csv", sandbox.Write("configs.csv", Configs)]);
        }
        return [.. arguments, .. More];
    }

    public BenchProcess Start(Sandbox sandbox) => sandbox.Start(Arguments(sandbox));

    public Task<Ended> RunAsync(Sandbox sandbox) => Start(sandbox).EndAsync();
}

/// <summary>Inputs that several tests use: real fio, and little of it.</summary>
internal static class Given
{
    public const string TwoConfigs = "commit,mount_args,label\nmaster,,one\nmaster,,two\n";

    public const string OneTest =
        "io_type,num_jobs,file_size,block_size,io_depth,nr_files,direct\nread,2,256k,64k,1,1,0\n";

    public const string TwoTests = OneTest + "randwrite,1,256k,64k,1,1,0\n";

    /// <summary>Ends when its files are done: milliseconds.</summary>
    public const string ShortJob = """
        [global]
        ioengine=psync
        directory=${TEST_DATA_DIR}
        filename_format=$jobname.$jobnum.$filenum
        rw=${IO_TYPE}
        bs=${BS}
        iodepth=${IO_DEPTH}
        direct=${DIRECT}
        numjobs=${THREADS}
        nrfiles=${NRFILES}
        filesize=${FILE_SIZE}
        fallocate=none
        [job]

        """;

    /// <summary>The same, going on for some time.</summary>
    public static string TimedJob(string runtime) =>
        ShortJob.Replace(
            "[job]",
            $"time_based\nruntime={runtime}\n[job]",
            StringComparison.Ordinal
        );
}
