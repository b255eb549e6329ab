using Bench.Fio.JobFiles;

namespace Bench.Fio.Tests.JobFiles;

internal sealed class HeldJobsTests
{
    [TestCase("[a]\n", 1)]
    [TestCase("[global]\nnumjobs=3\n[a]\n[b]\nnumjobs=2\n", 5)]
    [TestCase("[global]\nnumjobs=3\n[a]\nthread\n[b-2.x]\nruntime=1\n", 6)]
    public void Processes_are_counted(string text, int processes) =>
        HeldJobs.CountIn(JobFile.Parse(text)).ShouldBe(processes);

    [TestCase("", TestName = "no job")]
    [TestCase("[a]\nexec_prerun=true\n", TestName = "something of its own before")]
    [TestCase("[a]\nstartdelay=1\n", TestName = "a delay from the start of fio")]
    [TestCase("[a]\n[b]\nstonewall\n", TestName = "jobs one after the other")]
    [TestCase("[a]\n[b]\nwait_for=a\n", TestName = "jobs that wait for others")]
    [TestCase("include other.fio\n[a]\n", TestName = "jobs that are not in sight")]
    [TestCase("[a]\nnumjobs=2*2\n", TestName = "a number that is none")]
    [TestCase("[a]\nnumjobs=100000\n", TestName = "too many")]
    [TestCase("[a b]\n", TestName = "a name of two words")]
    [TestCase("[a;reboot]\n", TestName = "a name that a shell would run")]
    [TestCase("[a/b]\n", TestName = "a name that is a path")]
    public void What_cannot_be_held_is_left(string text) =>
        HeldJobs.CountIn(JobFile.Parse(text)).ShouldBeNull();

    [Test]
    public void All_jobs_wait_for_a_command()
    {
        var held = HeldJobs.AddTo(
            JobFile.Parse("[global]\nbs=4k\n[a]\n[b]\n"),
            "cd \"$X\" && wait"
        );

        held.EffectiveJobs().ShouldAllBe(job => job.Options["exec_prerun"] == "cd \"$X\" && wait");
        held.Settings("bs").Count().ShouldBe(1);
    }
}
