using Bench.Model.Results;
using Bench.Model.Sealing;

namespace Bench.Reporting.Tests.Runs;

/// <summary>Whole runs for tests of pages and files.</summary>
internal static class SampleRuns
{
    public const string Hostile = "</script><img src=x onerror=\"window.hacked=1\"><!--<script>";

    /// <summary>Two configs and three tests from recorded files, with a failed and a missing entry.</summary>
    public static RunBuilder Small() =>
        new RunBuilder { Iterations = 2, SeparateConfigs = true }
            .Config("grpc", "--implicit-dirs", "--client-protocol=grpc")
            .Config("http 1", "--client-protocol=http1")
            .Test("1", ("io_type", "randread"), ("block_size", "4k"), ("direct", "0"))
            .Test("2", ("io_type", "randrw"), ("block_size", "4k"), ("direct", "0"))
            .Test("3", ("io_type", "rw"), ("block_size", "64k"), ("direct", "0"))
            .Vm("vm-1")
            .Vm("vm-2")
            .Ended(1, "vm-1", Recorded("read-1"), Recorded("read-2"))
            .Ended(2, "vm-2", Recorded("randrw-fsync"), Recorded("randrw-fsync"))
            .Ended(3, "vm-1", Recorded("stonewall"), Recorded("stonewall"))
            .Ended(4, "vm-1", Recorded("jobs-3"), Iteration.Failed("timeout", "measure", "fio did not end within 1800 s"))
            .Unended(5, EntryStatus.Missing, "vm-2", Recorded("randrw-fsync"))
            .Unended(6, EntryStatus.Cancelled);

    /// <summary>A run as users have them: two configs, many tests, three VMs, made-up latencies, hostile labels on request.</summary>
    public static RunBuilder Typical(int tests, int iterations, bool hostile)
    {
        var run = new RunBuilder("suite-read-42") { Iterations = iterations, RunName = "Read suite, nightly" }
            .Config("grpc", "--implicit-dirs", "--client-protocol=grpc")
            .Config(hostile ? Hostile : "http1", "--implicit-dirs", "--client-protocol=http1", hostile ? Hostile : "--o=ro")
            .Vm("vm-1")
            .Vm("vm-2")
            .Vm("vm-3", h => h with { CpuModel = "Another CPU @ 3.10GHz" });
        string[] sizes = ["4k", "16k", "64k", "128k", "1m"];
        string[] jobs = ["1", "16", "96"];
        for (var i = 0; i < tests; i++)
        {
            run.Test(
                hostile && i == 1 ? Hostile : $"{i + 1}",
                ("io_type", i % 4 == 3 ? "write" : "read"),
                ("num_jobs", jobs[i % 3]),
                ("block_size", sizes[i % 5]),
                ("io_depth", "1"),
                ("direct", "1")
            );
        }
        for (var id = 1; id <= 2 * tests; id++)
        {
            AddEntry(run, id, tests, iterations);
        }
        return run;
    }

    private static void AddEntry(RunBuilder run, int id, int tests, int iterations)
    {
        var test = (id - 1) % tests;
        var vm = $"vm-{(test % 3) + 1}";
        var direction = test % 4 == 3 ? "write" : "read";
        var random = new Random(id);
        var all = Enumerable.Range(0, iterations).Select(_ => MadeUp(random, direction, test, id > tests)).ToArray();
        if (id == tests + 2)
        {
            all[^1] = Iteration.Failed(
                "timeout",
                "measure",
                "fio did not end within 1,800 s and was ended: " + SampleRuns.Hostile
            );
        }
        if (id == tests + 3)
        {
            run.Unended(id, EntryStatus.Missing, vm, all[0]);
            return;
        }
        run.Ended(id, vm, all);
    }

    private static Iteration MadeUp(Random random, string direction, int test, bool slower)
    {
        var median = 20_000 * Math.Pow(2.2, test % 6) * (slower ? 1.3 : 1);
        var latencies = Enumerable
            .Range(0, 3_000)
            .Select(_ => (long)(median * Math.Exp(0.45 * Gauss(random)) * (random.Next(40) == 0 ? 8 : 1)))
            .ToList();
        var runtime = (long)(latencies.Sum() / 1e6) + random.Next(1, 8);
        return new Iteration(FioFiles.Of(direction, latencies, 4096L << (test % 5), runtime))
        {
            Phases =
            [
                Iteration.Span("mount", 0, 0.2 + random.NextDouble() * 0.1),
                Iteration.Span("prepare", 0.3, 0.6 + random.NextDouble()),
                Iteration.Span("cache", 2, 0.3),
                Iteration.Span("measure", 2.3, 5 + test % 3),
                Iteration.Span("collect", 9, 0.15),
                Iteration.Span("unmount", 9.2, 0.1),
            ],
        };
    }

    private static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static Iteration Recorded(string name) => new(FioFiles.Recorded(name));
}
