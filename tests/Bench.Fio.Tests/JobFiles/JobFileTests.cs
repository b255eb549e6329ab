using Bench.Fio.JobFiles;

namespace Bench.Fio.Tests.JobFiles;

public class JobFileTests
{
    [FsCheck.NUnit.Property]
    public bool Every_text_is_kept(FsCheck.NonNull<string> text)
    {
        var lines = text.Get.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal);
        var expected = lines.Length == 0 || lines.EndsWith('\n') ? lines : lines + "\n";
        return JobFile.Parse(text.Get).ToText() == expected;
    }

    [Test]
    public void Lines_are_told_apart()
    {
        var file = JobFile.Parse(
            "# c\r\n\n[global]\nrw = read ; why\ngroup_reporting\n[a]\nblocksize=4k\n"
        );

        file.JobNames.ShouldBe(["a"]);
        file.Settings("rw").Single().Value.ShouldBe("read");
        file.Settings("group-reporting").Single().Value.ShouldBeNull();
        var bs = file.Settings("bs").Single();
        (bs.Number, bs.Section, bs.Value).ShouldBe((7, "a", "4k"));
    }

    [TestCase("gtod_reduce=1", "gtod_reduce")]
    [TestCase("gtod_reduce", "gtod_reduce")]
    [TestCase("disable_clat=1", "disable_clat")]
    [TestCase("clat_percentiles=0", "clat_percentiles")]
    [TestCase("status-interval=1", "status_interval")]
    [TestCase("output=x", "output")]
    [TestCase("output-format=normal", "output_format")]
    [TestCase("client=h", "client")]
    [TestCase("daemonize=x", "daemonize")]
    [TestCase(" EXEC_PRERUN = rm x", "exec_prerun")]
    [TestCase("exec_postrun=x", "exec_postrun")]
    [TestCase("include other.fio", "include")]
    [TestCase("ioengine=exec", "ioengine")]
    [TestCase("ioengine=external:/tmp/x.so", "ioengine")]
    [TestCase("ioengine=/tmp/x.so", "ioengine")]
    [TestCase("profile=tiobench", "profile")]
    [TestCase("create_only=1", "create_only")]
    [TestCase("create_only", "create_only")]
    [TestCase("verify_only", "verify_only")]
    [TestCase("stats=0", "stats")]
    [TestCase("disable_lat=1", "disable_lat")]
    [TestCase("gtod_cpu=0", "gtod_cpu")]
    [TestCase("wait_for=a", "wait_for")]
    public void Options_that_spoil_a_run_are_refused_with_their_line(string option, string name)
    {
        var refused = RefusedOptions.In(JobFile.Parse($"[a]\nrw=read\n{option}\n")).Single();

        (refused.Line, refused.Option).ShouldBe((3, name));
        refused.Reason.ShouldNotBeEmpty();
        refused.Remedy.ShouldNotBeEmpty();
    }

    [TestCase("gtod_reduce=0")]
    [TestCase("disable_clat=0")]
    [TestCase("disable_lat=0x0")]
    [TestCase("create_only=0")]
    [TestCase("stats=1")]
    [TestCase("clat_percentiles=1")]
    [TestCase("ioengine=libaio")]
    [TestCase("stonewall")]
    [TestCase("# exec_prerun=x")]
    [TestCase("group_reporting")]
    public void Harmless_lines_pass(string line) =>
        RefusedOptions.In(JobFile.Parse($"[a]\n{line}\n")).ShouldBeEmpty();

    [TestCase("[a]\nrw=read\n", "[global]\ninvalidate=0\n[a]\nrw=read\n")]
    [TestCase(
        "[global]\ninvalidate=1\nbs=4k\n[a]\n",
        "[global]\ninvalidate=0\n[global]\nbs=4k\n[a]\n"
    )]
    public void A_global_option_is_set_once(string text, string expected)
    {
        JobFile.Parse(text).WithGlobalOption("invalidate", "0").ToText().ShouldBe(expected);
    }

    [Test]
    public void A_setting_of_a_job_is_left_and_can_be_found()
    {
        var file = JobFile.Parse("[a]\ninvalidate=1\n").WithGlobalOption("invalidate", "0");

        file.Settings("invalidate")
            .Select(l => (l.InGlobal, l.Value))
            .ShouldBe([(true, "0"), (false, "1")]);
    }
}
