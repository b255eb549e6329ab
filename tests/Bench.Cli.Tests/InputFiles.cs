using Bench.Host.Tests;

namespace Bench.Cli.Tests;

/// <summary>A test CSV, a configs CSV and a job file in a folder of their own.</summary>
internal sealed class InputFiles : IDisposable
{
    private readonly TempFolder _folder = new();

    public InputFiles()
    {
        File.WriteAllText(Csv, "io_type,block_size\nread,4k\nwrite,1m\n");
        File.WriteAllText(Configs, "commit,mount_args,label\nmaster,,base\nv2,,next\n");
        File.WriteAllText(
            Job,
            "[global]\ndirectory=${TEST_DATA_DIR}\nrw=${IO_TYPE}\nbs=${BS}\nsize=64k\n[job]\n"
        );
    }

    public string Csv => _folder.File("cases.csv");
    public string Configs => _folder.File("configs.csv");
    public string Job => _folder.File("job.fio");
    public string Data => _folder.File("data");
    public string Artifacts => _folder.File("artifacts");
    public string Root => _folder.Root;

    /// <summary>A whole command line of <c>plan</c> or <c>run</c>.</summary>
    public string[] With(string verb, params string[] more) =>
        [verb, "--test-csv", Csv, "--fio-job-file", Job, "--test-data", Data, .. more];

    public void Dispose() => _folder.Dispose();
}
