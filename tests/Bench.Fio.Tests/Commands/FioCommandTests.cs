using Bench.Fio.Commands;

namespace Bench.Fio.Tests.Commands;

public class FioCommandTests
{
    [Test]
    public void Arguments_are_a_list()
    {
        FioCommand
            .Arguments("/a b/out.json", "/a b/job.fio")
            .ShouldBe([
                "--output-format=json+",
                "--output=/a b/out.json",
                "--eta=never",
                "/a b/job.fio",
            ]);
    }

    [Test]
    public void A_job_path_that_would_be_an_option_is_refused()
    {
        Should.Throw<ArgumentException>(() => FioCommand.Arguments("out", "--client=x"));
    }

    [TestCase("fio-3.33", 3, 33, true)]
    [TestCase("fio-3.0\n", 3, 0, true)]
    [TestCase("fio-3.36-5-gab12", 3, 36, true)]
    [TestCase("fio-2.99", 2, 99, false)]
    [TestCase("fio-10.1", 10, 1, true)]
    public void Versions_are_compared_by_number(string text, int major, int minor, bool supported)
    {
        FioVersion.TryParse(text, out var version).ShouldBeTrue();
        version.ShouldBe(new FioVersion(major, minor));
        (version >= FioVersion.Minimum).ShouldBe(supported);
    }

    [TestCase("")]
    [TestCase(null)]
    [TestCase("3.33")]
    [TestCase("fio-3")]
    [TestCase("fio-99999999999.1")]
    public void What_is_no_version_is_refused(string? text) =>
        FioVersion.TryParse(text, out _).ShouldBeFalse();

    [Test]
    public void Minor_versions_are_not_decimals() =>
        (new FioVersion(3, 9) < new FioVersion(3, 10)).ShouldBeTrue();
}
