using System.Text;
using Bench.Model.Runs;
using Bench.Planning;
using Bench.Planning.Inputs;
using Bench.Testing.Runs;
using Bench.Workloads.Fio;

namespace Bench.Workloads.Tests.Fio;

internal sealed class FioDemandTests
{
    private const string Header = "io_type,num_jobs,file_size,block_size,io_depth,nr_files\n";

    [Test]
    public void Read_sets_are_added_up_once_and_of_writes_the_largest_counts()
    {
        var demand = Of(
            "read,2,1m,4k,1,3\nrandread,2,1m,8k,1,3\nread,1,5m,4k,1,1\nwrite,4,1m,4k,1,1\nwrite,1,2m,4k,1,1\n"
        );
        demand.DataBytes.ShouldBe((6 + 5 + 4) << 20);
    }

    [Test]
    public void Libaio_keeps_depth_times_jobs_requests_and_other_engines_none()
    {
        Of("read,8,1m,4k,64,1\nread,1,1m,4k,256,1\n", "libaio").AsyncRequests.ShouldBe(512);
        Of("read,8,1m,4k,64,1\n", "io_uring").AsyncRequests.ShouldBe(0);
        Of("read,8,1m,4k,64,1\n", "io_uring").Engines.ShouldBe(["io_uring"]);
    }

    [Test]
    public void Jobs_are_processes_unless_they_are_threads()
    {
        var processes = Of("read,8,1m,4k,1,30\n");
        (processes.OpenFilesOfProcess, processes.OpenFiles).ShouldBe((30, 240));
        var threads = Of("read,8,1m,4k,1,30\n", more: "thread=1\n");
        (threads.OpenFilesOfProcess, threads.OpenFiles).ShouldBe((240, 240));
    }

    [Test]
    public void What_cannot_be_told_counts_as_nothing() =>
        Of("read,1,1m,4k,1,1\n", more: "filesize=10%\n").DataBytes.ShouldBe(0);

    [Test]
    public void Jobs_that_name_one_file_share_it() =>
        Of("read,4,1m,4k,1,1\n", more: "filename=one\n").DataBytes.ShouldBe(1 << 20);

    private static FioDemand Of(string rows, string engine = "psync", string more = "")
    {
        var job =
            $"[global]\ndirectory=${{TEST_DATA_DIR}}\nrw=${{IO_TYPE}}\nbs=${{BS}}\nnumjobs=${{NUM_JOBS}}\n"
            + $"iodepth=${{IO_DEPTH}}\nnrfiles=${{NR_FILES}}\nfilesize=${{FILE_SIZE}}\nioengine={engine}\n{more}[j]\n";
        var outcome = new Planner(TimeProvider.System, []).Plan(
            new PlanRequest
            {
                BenchmarkId = "t1",
                BenchVersion = "0",
                Writer = new string('a', 32),
                Seed = 1,
                Options = SampleRecords.Options,
                TestCsv = new SourceFile("cases.csv", Encoding.UTF8.GetBytes(Header + rows)),
                JobFile = new SourceFile("job.fio", Encoding.UTF8.GetBytes(job)),
                Vms = [new VmSpec { Name = "vm-1" }],
            }
        );
        return FioDemand.Of(outcome.Config.ShouldNotBeNull());
    }
}
