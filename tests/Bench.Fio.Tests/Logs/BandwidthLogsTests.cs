using System.Diagnostics;
using Bench.Fio.JobFiles;
using Bench.Fio.Logs;

namespace Bench.Fio.Tests.Logs;

public class BandwidthLogsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Test]
    [CancelAfter(60_000)]
    public async Task Fio_writes_a_log_for_each_job_on_the_monotonic_clock(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("bench-bw-");
        try
        {
            var prefix = Path.Combine(folder.FullName, "own");
            var job = JobFile.Parse(
                $"[global]\ndirectory={folder.FullName}\nsize=1m\nrw=randread\nbs=4k\ntime_based\nruntime=500ms\nrate_iops=400\ngroup_reporting\n[a]\nnumjobs=2\n[b]\nrw=write\n"
            );
            var path = Path.Combine(folder.FullName, "job.fio");
            await File.WriteAllTextAsync(path, BandwidthLogs.AddTo(job, prefix).ToText(), cancel);
            var before = Milliseconds();
            using var fio = Process.Start("fio", ["--output=/dev/null", path]);
            await fio.WaitForExitAsync(cancel).WaitAsync(Limit, cancel);
            var after = Milliseconds();

            fio.ExitCode.ShouldBe(0);
            var files = BandwidthLogs.FilesOf(prefix);
            files
                .Select(Path.GetFileName)
                .ShouldBe(["own_bw.1.log", "own_bw.2.log", "own_bw.3.log"]);
            foreach (var (file, i) in files.Select((file, i) => (file, i)))
            {
                var entries = BandwidthLogParser.Parse(await File.ReadAllBytesAsync(file, cancel));
                entries.ShouldNotBeEmpty();
                entries.ShouldAllBe(e =>
                    e.TimeMilliseconds >= before && e.TimeMilliseconds <= after
                );
                entries.ShouldAllBe(e => (int)e.Direction == (i == 2 ? 1 : 0));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public void The_files_of_a_log_come_in_the_order_of_the_jobs()
    {
        var folder = Directory.CreateTempSubdirectory("bench-bw-");
        try
        {
            string[] names = ["f_bw.10.log", "f_bw.2.log", "f_bw.log", "g_bw.1.log", "f_bw.1.log"];
            foreach (var name in names)
            {
                File.WriteAllText(Path.Combine(folder.FullName, name), "");
            }

            BandwidthLogs
                .FilesOf(Path.Combine(folder.FullName, "f"))
                .Select(Path.GetFileName)
                .ShouldBe(["f_bw.1.log", "f_bw.2.log", "f_bw.10.log"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public void What_would_change_the_log_collides_in_any_spelling()
    {
        var file = JobFile.Parse(
            "[global]\nlog-avg-msec=10\nbs=4k\n[a]\nWRITE_BW_LOG\nwrite_lat_log=x\nper_job_logs=0\n"
        );

        BandwidthLogs
            .CollisionsIn(file)
            .Select(c => (c.Line, c.Option))
            .ShouldBe([(2, "log_avg_msec"), (5, "write_bw_log"), (7, "per_job_logs")]);
    }

    [TestCase("[a]\nstonewall\n", "")]
    [TestCase("[global]\nstonewall\n[a]\n", "")]
    [TestCase("[global]\nstonewall\n[a]\n[b]\n", "2")]
    [TestCase("[a]\nrw=read\n[b]\nwait_for_previous\n", "4")]
    [TestCase("[a]\n[b]\nnew_group\n[c]\nstonewall=1\n", "3,5")]
    [TestCase("[a]\n[b]\nstonewall=0\n", "")]
    public void Groups_after_the_first_are_found(string text, string lines) =>
        string.Join(',', BandwidthLogs.FurtherGroupsIn(JobFile.Parse(text)).Select(g => g.Line))
            .ShouldBe(lines);

    private static long Milliseconds() =>
        (long)(Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency);
}
