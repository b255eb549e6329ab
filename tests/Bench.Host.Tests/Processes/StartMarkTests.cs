using Bench.Host.Processes;

namespace Bench.Host.Tests.Processes;

internal sealed class StartMarkTests
{
    [Test]
    public void A_mark_covers_itself_and_what_is_below_it_only()
    {
        var mark = StartMark.Next();
        StartMark.Next().ShouldNotBe(mark, StringComparer.Ordinal);
        StartMark.Covers(mark, mark).ShouldBeTrue();
        StartMark.Covers(mark, mark + "/7@8.1").ShouldBeTrue();
        StartMark.Covers(mark, mark + "0").ShouldBeFalse();
        StartMark.Covers(mark + "/7@8.1", mark).ShouldBeFalse();
    }
}
