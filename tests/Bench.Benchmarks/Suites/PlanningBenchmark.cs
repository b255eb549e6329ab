using System.Text;
using Bench.Benchmarks.Harness;

namespace Bench.Benchmarks.Suites;

/// <summary>Planning a test CSV of 100,000 rows on 100 VMs, against awk splitting the same file into its cells.</summary>
internal sealed class PlanningBenchmark : IBenchmark
{
    private const int Rows = 100_000;

    public string Name => "planning";

    public string Claim =>
        $"'bench plan --json' of {Rows:N0} rows × 2 configs, as a whole ÷ awk that splits and counts the same cells";

    public async Task<IReadOnlyList<string>> RunAsync(int pairs, TimeProvider time)
    {
        using var workspace = new Workspace();
        var csv = new StringBuilder(
            "io_type,num_jobs,file_size,block_size,io_depth,nr_files,direct\n"
        );
        for (var i = 0; i < Rows; i++)
        {
            csv.Append($"read,{(i % 96) + 1},{(i % 50) + 1}m,128k,1,30,1\n");
        }
        await File.WriteAllTextAsync(workspace.File("cases.csv"), csv.ToString());
        await File.WriteAllTextAsync(
            workspace.File("configs.csv"),
            "commit,mount_args,label\nmaster,--implicit-dirs,a\nmaster,--implicit-dirs,b\n"
        );
        await File.WriteAllTextAsync(
            workspace.File("job.fio"),
            "[job]\ndirectory=${TEST_DATA_DIR}\nrw=${IO_TYPE}\nbs=${BS}\nfilesize=${FILE_SIZE}\nnumjobs=${THREADS}\n"
        );
        var bench = Path.Combine(AppContext.BaseDirectory, "bench.dll");
        var result = await new InterleavedPairs(pairs, time).MeasureAsync(
            () =>
                Shell.RunAsync(
                    "dotnet",
                    [
                        bench,
                        "plan",
                        "--test-csv",
                        workspace.File("cases.csv"),
                        "--configs-csv",
                        workspace.File("configs.csv"),
                        "--fio-job-file",
                        workspace.File("job.fio"),
                        "--test-data",
                        workspace.Path,
                        "--workers",
                        "100",
                        "--json",
                    ]
                ),
            () =>
                Shell.RunAsync(
                    "awk",
                    "-F,",
                    "{ n += NF } END { print n }",
                    workspace.File("cases.csv")
                )
        );
        return [result.Describe()];
    }
}
