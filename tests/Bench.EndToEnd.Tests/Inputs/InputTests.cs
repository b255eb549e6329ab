using System.Text;
using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Inputs;

/// <summary>Inputs as people write them, the odd and the wrong ones.</summary>
public sealed class InputTests
{
    [Test]
    public async Task Mount_arguments_of_any_kind_come_through_unchanged()
    {
        await using var sandbox = new Sandbox();
        // As a shell would read it: quotes, spaces, a star that is no pattern, a dollar, letters of other alphabets.
        const string args =
            "--label=\"two words\" --glob='*.txt' --quote='\"' --ключ=значение --cash='$HOME'";
        var setup = new RunSetup
        {
            Tests = Given.OneTest,
            Configs =
                $"commit,mount_args,label\nmaster,\"{args.Replace("\"", "\"\"", StringComparison.Ordinal)}\",\"a \"\"b\"\" *,c\"\n",
            Iterations = 1,
            Workers = 1,
        };
        string[] expected =
        [
            "--label=two words",
            "--glob=*.txt",
            "--quote=\"",
            "--ключ=значение",
            "--cash=$HOME",
        ];

        (await setup.RunAsync(sandbox)).ShouldHaveCode(0);

        var bucket = sandbox.Bucket("t1");
        Strings(bucket.Json("config.json")["configs"]![0]!["mount_args"]!).ShouldBe(expected);
        Strings(bucket.Json("jobs/vm-1.json")["test_entries"]![0]!["mount_args"]!)
            .ShouldBe(expected);
        Strings(bucket.Report["configs"]![0]!["mount_args"]!).ShouldBe(expected);
        bucket.Report["entries"]![0]!["config_label"]!.GetValue<string>().ShouldBe("a \"b\" *,c");
        bucket.Json("results/vm-1/manifest.json")["tests"]![0]!["config_label"]!
            .GetValue<string>()
            .ShouldBe("a \"b\" *,c");
        (await File.ReadAllTextAsync(bucket.PathOf("configs.csv"))).ShouldBe(setup.Configs);
        SealedRun.ShouldBeWhole(bucket, entries: 1, iterations: 1);
    }

    [Test]
    public async Task Cells_with_new_lines_blank_lines_and_any_order_of_columns_are_read_right()
    {
        await using var sandbox = new Sandbox();
        var setup = new RunSetup
        {
            Tests =
                "\uFEFFnote,bs,direct,test_id,file_size,rw,nrfiles,threads,iodepth\r\n"
                + "\r\n# a comment\r\n"
                + "\"first\r\nsecond, \"\"third\"\"\",64k,0,with note,256k,read,1,1,1\r\n"
                + "\r\n"
                + ",16k,0,plain,128k,randread,2,2,1\r\n",
            Configs = null,
            Iterations = 1,
            Workers = 2,
        };

        (await setup.RunAsync(sandbox)).ShouldHaveCode(0);

        var bucket = sandbox.Bucket("t1");
        SealedRun.ShouldBeWhole(bucket, entries: 2, iterations: 1);
        var entries = bucket.Report["entries"]!.AsArray();
        entries.Select(e => (string)e!["test_id"]!).ShouldBe(["with note", "plain"]);
        ((string)entries[0]!["params"]!["note"]!)
            .ReplaceLineEndings("\n")
            .ShouldBe("first\nsecond, \"third\"");
        var job = bucket
            .Names("results")
            .Single(n =>
                n.Contains("test-2/", StringComparison.Ordinal)
                && n.EndsWith("job.fio", StringComparison.Ordinal)
            );
        bucket.Text(job).ShouldContain("bs=16k");
        bucket.Text(job).ShouldContain("numjobs=2");
        bucket.Text(job).ShouldContain("rw=randread");
    }

    [Test]
    public async Task The_first_generation_of_inputs_works()
    {
        await using var sandbox = new Sandbox();
        var setup = new RunSetup
        {
            Tests = "test_id,block_size,io_depth,num_jobs,file_size\n1,64k,1,2,256k\n",
            Job = """
                [global]
                ioengine=psync
                directory=MOUNT_POINT/data
                bs=BLOCK_SIZE
                iodepth=IO_DEPTH
                numjobs=NUM_JOBS
                size=FILE_SIZE
                rw=randread
                [block_size]

                """,
            Configs = null,
            Workers = 1,
        };

        (await setup.RunAsync(sandbox)).ShouldHaveCode(0);

        SealedRun.ShouldBeWhole(sandbox.Bucket("t1"), entries: 1, iterations: 2);
    }

    [Test]
    public async Task All_problems_are_told_at_once_with_their_places_and_nothing_is_written()
    {
        await using var sandbox = new Sandbox();
        var setup = new RunSetup
        {
            Tests =
                "io_type,num_jobs,file_size,block_size,io_depth,nr_files,direct\n"
                + "read,none,1m,4k,1,1,0\nsideways,1,1m,4k,1,1,0\n\nread,1,1 potato,4k,1,1,0\n"
                + "\"read\nexec_prerun=touch pwned\",1,1m,4k,1,1,0\n",
        };

        var ended = await setup.RunAsync(sandbox);

        ended.ShouldHaveCode(2);
        ended.Errors.ShouldContain("tests.csv:2");
        ended.Errors.ShouldContain("tests.csv:3");
        ended.Errors.ShouldContain("tests.csv:5");
        ended.Errors.ShouldContain("tests.csv:6");
        ended.Errors.ShouldContain("nothing was started");
        Directory.Exists(sandbox.Artifacts).ShouldBeFalse();
        Directory.Exists(sandbox.Data).ShouldBeFalse();
    }

    [TestCase("size=${NO_SUCH_THING}", "NO_SUCH_THING")]
    [TestCase("gtod_reduce=1", "gtod_reduce")]
    [TestCase("status-interval=1", "status_interval")]
    [TestCase("output=/tmp/elsewhere", "output")]
    public async Task A_job_file_that_does_not_do_is_refused(string line, string word)
    {
        await using var sandbox = new Sandbox();
        var setup = new RunSetup
        {
            Job = Given.ShortJob.Replace("[job]", $"{line}\n[job]", StringComparison.Ordinal),
        };

        var ended = await setup.RunAsync(sandbox);

        ended.ShouldHaveCode(2).Errors.ShouldContain("job.fio:13");
        ended.Errors.ShouldContain(word);
        Directory.Exists(sandbox.Artifacts).ShouldBeFalse();
    }

    [Test]
    public async Task A_class_without_vms_is_refused()
    {
        await using var sandbox = new Sandbox();
        var setup = new RunSetup
        {
            Tests =
                "vm_class,io_type,num_jobs,file_size,block_size,io_depth,nr_files,direct\nbig,read,1,1m,4k,1,1,0\n",
        };

        var ended = await setup.RunAsync(sandbox);

        ended.ShouldHaveCode(2).Errors.ShouldContain("big");
        Directory.Exists(sandbox.Artifacts).ShouldBeFalse();
    }

    [Test]
    public async Task A_hundred_thousand_rows_are_planned()
    {
        await using var sandbox = new Sandbox();
        var rows = new StringBuilder(
            "io_type,num_jobs,file_size,block_size,io_depth,nr_files,direct\n"
        );
        for (var i = 0; i < 100_000; i++)
        {
            rows.Append("read,1,1m,4k,1,1,0\n");
        }
        var setup = new RunSetup
        {
            Tests = rows.ToString(),
            Workers = 3,
            More = ["--json"],
        };

        var ended = await sandbox.BenchAsync(setup.Arguments(sandbox, "plan"));

        var plan = JsonNode.Parse(ended.ShouldHaveCode(0).Output)!;
        plan["entries"]!.GetValue<int>().ShouldBe(200_000);
        plan["matrix"]!.AsArray().Count.ShouldBe(200_000);
        plan["vms"]!.AsArray().Sum(vm => vm!["entries"]!.GetValue<int>()).ShouldBe(200_000);
        Directory.Exists(sandbox.Artifacts).ShouldBeFalse();
    }

    private static IEnumerable<string> Strings(JsonNode array) =>
        array.AsArray().Select(value => value!.GetValue<string>());
}
