using Bench.Fio.Output;

namespace Bench.Fio.Tests.Output;

/// <summary>What real runs of fio 3.33 wrote.</summary>
public class FioGapsTests
{
    [TestCase("missing-file", "did no I/O")]
    [TestCase("no-clat-percentiles", "no latency bins")]
    [TestCase("ignored-errors", "went on after 16 errors")]
    [Description("false-success")]
    public void False_success_an_output_without_figures_never_counts(string name, string reason) =>
        FioGaps.In(Golden(name)).ShouldNotBeNull().ShouldContain(reason);

    [Test, Description("false-success")]
    public void False_success_a_failed_job_keeps_its_error() =>
        Golden("job-error").Jobs.Select(job => job.Error).ShouldContain(28);

    [Test]
    public void A_group_without_io_is_told_although_others_did_some()
    {
        var result = Golden("stonewall");
        var idle = result.Jobs[^1] with { Read = null, Write = null };

        FioGaps
            .In(result with { Jobs = [.. result.Jobs.SkipLast(1), idle] })
            .ShouldBe($"group {idle.GroupId} ('{idle.Name}') did no I/O at all");
    }

    [TestCase("many-jobs")]
    [TestCase("stonewall")]
    public void A_good_run_has_none(string name) => FioGaps.In(Golden(name)).ShouldBeNull();

    private static FioResult Golden(string name) =>
        FioOutputParser.Parse(
            File.ReadAllBytes(
                Path.Combine(
                    TestContext.CurrentContext.TestDirectory,
                    "TestData",
                    "Output",
                    name + ".json"
                )
            )
        );
}
