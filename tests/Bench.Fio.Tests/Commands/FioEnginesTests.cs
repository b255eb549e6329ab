using Bench.Fio.Commands;

namespace Bench.Fio.Tests.Commands;

public sealed class FioEnginesTests
{
    [Test]
    public void The_list_has_a_headline_and_a_name_on_each_line() =>
        FioEngines
            .Parse("Available IO engines:\n\tcpuio\n\tio_uring\n")
            .ShouldNotBeNull()
            .Order()
            .ShouldBe(["cpuio", "io_uring"]);

    [TestCase("")]
    [TestCase("fio: unrecognized option '--enghelp'\n")]
    public void What_is_no_list_has_no_engines(string text) =>
        FioEngines.Parse(text).ShouldBeNull();

    [TestCase("libaio", "libaio")]
    [TestCase("linuxaio", "libaio")]
    [TestCase("dfs:pool", "dfs")]
    [TestCase("external:/opt/engine.so", null)]
    public void A_value_names_an_engine_of_the_list(string value, string? name) =>
        FioEngines.NameOf(value).ShouldBe(name);
}
