using Bench.Fio.Placeholders;

namespace Bench.Fio.Tests.Placeholders;

public class JobTemplateTests
{
    private static readonly Dictionary<string, string> s_values = new(StringComparer.Ordinal)
    {
        ["io_type"] = "randread",
        ["num_jobs"] = "4",
        ["file_size"] = "1g",
        ["block_size"] = "128k",
        ["io_depth"] = "16",
        ["nr_files"] = "30",
        ["direct"] = "1",
        ["data_dir"] = "/mnt/my data",
        ["my_column"] = "x=y",
    };

    [TestCase("bs=BLOCK_SIZE", "bs=128k")]
    [TestCase("directory=MOUNT_POINT/data", "directory=/mnt/my data/data")]
    [TestCase("directory =TEST_DATA_DIR", "directory =/mnt/my data")]
    [TestCase("filename=f_BLOCK_SIZE_IO_DEPTH", "filename=f_128k_16")]
    [TestCase("rw=IO_TYPE", "rw=randread")]
    [TestCase("numjobs=NUM_JOBS", "numjobs=4")]
    [TestCase("nrfiles=NR_FILES", "nrfiles=30")]
    [TestCase("direct=DIRECT", "direct=1")]
    [TestCase("filesize=FILE_SIZE", "filesize=1g")]
    [TestCase("rw=${IO_TYPE}${RW}", "rw=randreadrandread")]
    [TestCase("x=${NUM_JOBS},${THREADS}", "x=4,4")]
    [TestCase("x=${BLOCK_SIZE},${BS}", "x=128k,128k")]
    [TestCase("x=${IO_DEPTH},${IODEPTH}", "x=16,16")]
    [TestCase("x=${NR_FILES},${NRFILES}", "x=30,30")]
    [TestCase("x=${FILE_SIZE},${FILESIZE},${DIRECT}", "x=1g,1g,1")]
    [TestCase(
        "x=${MOUNT_POINT}${TEST_DATA_DIR}${DATA_DIR}",
        "x=/mnt/my data/mnt/my data/mnt/my data"
    )]
    [TestCase("description=${MY_COLUMN}", "description=x=y")]
    public void Placeholders_of_both_generations_are_filled(string line, string expected) =>
        Render(line).Text.ShouldBe($"[a]\n{expected}\n");

    [TestCase("filename_format=$jobname.$jobnum.$filenum")]
    [TestCase("BLOCK_SIZE=4k")]
    [TestCase("# bs=BLOCK_SIZE and ${UNKNOWN}")]
    [TestCase("bs=4k # BLOCK_SIZE ${UNKNOWN}")]
    [TestCase("filename=XBLOCK_SIZE")]
    [TestCase("DIRECT")]
    public void All_else_stays(string line) => Render(line).Text.ShouldBe($"[a]\n{line}\n");

    [Test]
    public void Section_names_are_filled_and_a_bracket_in_them_is_refused()
    {
        var template = JobTemplate.Parse("[job-${BS}-${MY_COLUMN}]\n", "t.fio");

        template.Render(s_values).Text.ShouldBe("[job-128k-x=y]\n");
        template.Render(With("my_column", "a]b")).Problems.Single().Line.ShouldBe(1);
    }

    [TestCase("a\nexec_prerun=x")]
    [TestCase("a\rb")]
    [TestCase("a\0b")]
    [TestCase("a\u2028b")]
    [TestCase("`id`")]
    [TestCase("$(id)")]
    [TestCase("${BS}")]
    [TestCase("a';id;'")]
    [TestCase("a # cut")]
    [TestCase(" a")]
    [TestCase("")]
    public void Hostile_values_are_refused(string value)
    {
        var rendered = JobTemplate
            .Parse("[a]\nx=${MY_COLUMN}\n", "t.fio")
            .Render(With("my_column", value));

        rendered.Text.ShouldBeNull();
        var problem = rendered.Problems.Single();
        (problem.FileName, problem.Line, problem.Name, problem.Value).ShouldBe(
            ("t.fio", 2, "${MY_COLUMN}", value)
        );
    }

    [TestCase("exec")]
    [TestCase("external:/tmp/x.so")]
    public void A_value_that_makes_an_option_a_refused_one_is_refused(string engine)
    {
        var template = JobTemplate.Parse("[a]\nioengine=${ENGINE}\n", "t.fio");

        template.Problems.ShouldBeEmpty();
        template.Render(With("engine", "psync")).Text.ShouldNotBeNull();
        var rendered = template.Render(With("engine", engine));
        rendered.Text.ShouldBeNull();
        rendered.Problems.Single().Line.ShouldBe(2);
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public bool A_value_never_adds_a_line(FsCheck.NonNull<string> value)
    {
        var rendered = JobTemplate
            .Parse("[a]\nx=${MY_COLUMN}\n", "t")
            .Render(With("my_column", value.Get));
        return rendered.Text is null || rendered.Text == $"[a]\nx={value.Get}\n";
    }

    [Test]
    public void All_problems_are_told_at_once()
    {
        var template = JobTemplate.Parse("[a]\nbs=BLOCK_SIZE\nx=${NOPE}\ngtod_reduce=1\n", "t.fio");

        template
            .Render(With("block_size", "big"))
            .Problems.Select(p => p.Line)
            .Order()
            .ShouldBe([2, 3, 4]);
        template.Check(["bs"]).Select(p => p.Name).ShouldBe(["gtod_reduce", "${NOPE}"]);
        template.Problems.Count.ShouldBe(1);
    }

    [TestCase("bs= 4k", "bs", "blank", "write bs=4k")]
    [TestCase("bs = ${BS} # c", "bs", "blank", "write bs=${BS}")]
    [TestCase("bs=\t4k", "bs", "blank", "write bs=4k")]
    [TestCase("description=a\tb", "description", "U+0009", "write a blank")]
    [TestCase("bs=4k\rexec_prerun=x", "bs", "U+000D", "write a blank")]
    [TestCase("[a\tb]", "a\tb", "U+0009", "write a blank")]
    public void What_fio_misreads_is_refused_with_line_and_remedy(
        string line,
        string name,
        string reason,
        string remedy
    )
    {
        var template = JobTemplate.Parse($"[a]\nrw=read\n{line}\n", "t.fio");

        var problem = template.Check(["block_size"]).ShouldHaveSingleItem();
        (problem.Line, problem.Name).ShouldBe((3, name));
        problem.Message.ShouldContain(reason);
        problem.Remedy.ShouldStartWith(remedy);
        template.Render(s_values).Text.ShouldBeNull();
    }

    [TestCase("bs =4k")]
    [TestCase("\tbs=4k\t")]
    [TestCase("description=two words")]
    [TestCase("# a\tb= c")]
    [TestCase("group_reporting # a\tb= c")]
    public void What_fio_reads_as_written_passes(string line) =>
        JobTemplate.Parse($"[a]\n{line}\n", "t.fio").Problems.ShouldBeEmpty();

    [TestCase("# ")]
    [TestCase("description=")]
    public void A_line_longer_than_fio_reads_is_refused(string start) =>
        JobTemplate
            .Parse($"[a]\n{start}{new string('x', 5000)}\n", "t.fio")
            .Problems.ShouldHaveSingleItem()
            .Message.ShouldContain("4094");

    [Test]
    public void A_value_that_makes_a_line_too_long_is_refused() =>
        JobTemplate
            .Parse("[a]\ndescription=${MY_COLUMN}\n", "t.fio")
            .Render(With("my_column", new string('x', 5000)))
            .Text.ShouldBeNull();

    [TestCase("${BLOK_SIZE}", "write ${BLOCK_SIZE}, or add a column `blok_size`")]
    [TestCase("${blocksize}", "write ${BLOCK_SIZE}, or add a column `blocksize`")]
    [TestCase("${NUM_JOB}", "write ${NUM_JOBS}, or add a column `num_job`")]
    [TestCase("${MY_COLUM}", "write ${MY_COLUMN}, or add a column `my_colum`")]
    [TestCase("${ELSEWHERE}", "add a column `elsewhere`")]
    public void An_unknown_placeholder_is_told_with_the_known_and_the_closest(
        string written,
        string remedy
    )
    {
        var template = JobTemplate.Parse($"[a]\nx={written}\n", "t.fio");

        var problem = template.Check(s_values.Keys).ShouldHaveSingleItem();
        (problem.Line, problem.Name).ShouldBe((2, written));
        problem.Message.ShouldContain("BLOCK_SIZE, BS, DATA_DIR");
        problem.Message.ShouldContain("MY_COLUMN");
        problem.Remedy.ShouldStartWith(remedy);
        template.Render(s_values).Problems.Single().ShouldBe(problem);
    }

    [Test]
    public void A_known_placeholder_without_a_column_only_wants_the_column()
    {
        var problem = JobTemplate.Parse("[a]\nbs=${BS}\n", "t.fio").Check([]).Single();

        problem.Message.ShouldBe("there is no value for the placeholder");
        problem.Remedy.ShouldStartWith("add a column `block_size`");
    }

    [Test]
    public void A_file_without_a_job_is_refused() =>
        JobTemplate.Parse("[global]\nrw=read\n", "t.fio").Problems.ShouldHaveSingleItem();

    [Test]
    public void Two_values_for_one_parameter_are_refused() =>
        JobTemplate
            .Parse("[a]\n", "t")
            .Render(With("bs", "4k"))
            .Problems.ShouldHaveSingleItem()
            .Name.ShouldBe("bs");

    private static RenderedJob Render(string line) =>
        JobTemplate.Parse($"[a]\n{line}\n", "t.fio").Render(s_values);

    private static Dictionary<string, string> With(string name, string value) =>
        new(s_values, StringComparer.Ordinal) { [name] = value };
}
