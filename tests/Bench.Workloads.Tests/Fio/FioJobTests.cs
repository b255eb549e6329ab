using Bench.Fio.Placeholders;
using Bench.Model.Runs;
using Bench.Workloads.Fio;

namespace Bench.Workloads.Tests.Fio;

internal sealed class FioJobTests
{
    private static readonly Dictionary<string, string> Parameters = new()
    {
        ["io_type"] = "read",
        ["block_size"] = "4k",
        ["file_size"] = "1m",
        ["direct"] = "0",
        ["test_id"] = "ignored",
    };

    [Test]
    public void Both_generations_of_placeholders_make_the_same_job()
    {
        var first = Text(
            "[global]\ndirectory=MOUNT_POINT\nrw=IO_TYPE\nbs=BLOCK_SIZE\nfilesize=FILE_SIZE\ndirect=DIRECT\n[job]\n"
        );
        var second = Text(
            "[global]\ndirectory=${TEST_DATA_DIR}\nrw=${RW}\nbs=${BS}\nfilesize=${FILESIZE}\ndirect=${DIRECT}\n[job]\n"
        );
        first.ShouldBe(second);
        first.ShouldBe("[global]\ndirectory=/set\nrw=read\nbs=4k\nfilesize=1m\ndirect=0\n[job]\n");
    }

    [Test]
    public void Bare_words_count_inside_a_value_but_not_inside_other_words()
    {
        Text(
                "[job_BLOCK_SIZE]\nfilename=MOUNT_POINT/data/f_BLOCK_SIZE-FILE_SIZE\nexec=O_DIRECT:DIRECTORY:INDIRECT:DIRECT_IO\ndirect=DIRECT\nrw=read\n"
            )
            .ShouldBe(
                "[job_4k]\nfilename=/set/data/f_4k-1m\nexec=O_DIRECT:DIRECTORY:INDIRECT:DIRECT_IO\ndirect=0\nrw=read\n"
            );
    }

    [Test]
    public void Warm_sets_invalidate_off_for_every_job()
    {
        var text = Text("[global]\nrw=read\ninvalidate=1\n[a]\n[b]\n", CacheMode.Warm);
        text.ShouldStartWith("[global]\ninvalidate=0\n");
        text.ShouldNotContain("invalidate=1");
        Text("[a]\nrw=read\n", CacheMode.Drop).ShouldNotContain("invalidate");
    }

    [TestCase("read", true)]
    [TestCase("randread", true)]
    [TestCase("write", false)]
    [TestCase("randrw", false)]
    [TestCase("trim", false)]
    public void Only_jobs_that_only_read_share_their_files(string mode, bool shared)
    {
        var (job, folder, _) = FioJob.Render(
            JobTemplate.Parse($"[a]\nrw={mode}\nsize=1m\n", "j"),
            Parameters,
            CacheMode.None,
            job => job.ReadsOnly ? "/shared" : "/own"
        );
        job!.ReadsOnly.ShouldBe(shared);
        folder.ShouldBe(shared ? "/shared" : "/own");
    }

    [Test]
    public void One_job_that_writes_makes_the_whole_file_a_writer()
    {
        var (job, _, _) = FioJob.Render(
            JobTemplate.Parse("[a]\nrw=read\nsize=1m\n[b]\nrw=write\nsize=1m\n", "j"),
            Parameters,
            CacheMode.None,
            _ => "/own"
        );
        job!.ReadsOnly.ShouldBeFalse();
        job.NeedsFiles.ShouldBeTrue();
    }

    [Test]
    public void The_layout_does_not_depend_on_where_the_folder_is_or_on_the_block_size()
    {
        Digest("4k", "/one").ShouldBe(Digest("1m", "/two"));

        static string Digest(string blockSize, string folder)
        {
            var values = new Dictionary<string, string>(Parameters) { ["block_size"] = blockSize };
            var template = JobTemplate.Parse(
                "[a]\ndirectory=${DATA_DIR}\nrw=read\nbs=${BS}\nsize=${FILE_SIZE}\n",
                "j"
            );
            return FioJob.Render(template, values, CacheMode.None, _ => folder).Job!.Layout.Digest;
        }
    }

    private static string Text(string template, CacheMode cache = CacheMode.None)
    {
        var (job, _, problems) = FioJob.Render(
            JobTemplate.Parse(template, "job.fio"),
            Parameters,
            cache,
            _ => "/set"
        );
        problems.ShouldBeEmpty();
        return job!.File.ToText();
    }
}
