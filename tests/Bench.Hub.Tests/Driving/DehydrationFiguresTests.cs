using System.Text.Json;
using Bench.Hub.Driving;

namespace Bench.Hub.Tests.Driving;

public sealed class DehydrationFiguresTests
{
    [Test]
    public void What_a_hub_tells_is_read_and_the_rest_is_absent()
    {
        var read = Read("""{"dehydrated":{"count":3,"bytes":900,"requests":"many"}}""");
        read.ShouldBe(new DehydrationFigures { Count = 3, Bytes = 900 });
    }

    [TestCase("""{}""")]
    [TestCase("""[]""")]
    [TestCase("""{"dehydrated":7}""")]
    [TestCase("""{"dehydrated":{"other":7}}""")]
    public void A_hub_that_tells_nothing_has_none(string stats) => Read(stats).ShouldBeNull();

    [Test]
    public void Of_a_hub_that_goes_on_only_what_came_meanwhile_counts()
    {
        var before = new DehydrationFigures { Count = 3, Bytes = 900 };
        var after = new DehydrationFigures { Count = 5, Bytes = 1000 };
        after.Since(before).ShouldBe(new DehydrationFigures { Count = 2, Bytes = 100 });
        after.Since(null).ShouldBe(after);
        after.Since(after).ShouldBeNull();
    }

    private static DehydrationFigures? Read(string stats) =>
        DehydrationFigures.Read(JsonDocument.Parse(stats).RootElement);
}
