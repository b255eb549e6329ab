using Bench.Worker.Iterations;

namespace Bench.Worker.Tests.Iterations;

public sealed class RawNamesTests
{
    [Test]
    public void An_iteration_that_begins_again_writes_other_files()
    {
        var names = new RawNames();
        names.Begin(1, 1, 1)("fio.json").ShouldBe("fio.json");
        names.Begin(1, 1, 2)("fio.json").ShouldBe("fio.json");
        names.Begin(1, 1, 1)("fio.json").ShouldBe("again2-fio.json");
        names.Begin(1, 2, 1)("fio.json").ShouldBe("fio.json");
        names.Begin(1, 1, 1)("fio.json").ShouldBe("again3-fio.json");
    }
}
