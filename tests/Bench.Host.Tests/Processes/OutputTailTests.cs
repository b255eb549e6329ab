using Bench.Host.Processes;

namespace Bench.Host.Tests.Processes;

internal sealed class OutputTailTests
{
    [Test]
    public void The_end_is_given_and_never_more()
    {
        using var folder = new TempFolder();
        var path = folder.File("err");
        OutputTail.Read(path).ShouldBe("");
        File.WriteAllText(path, "short");
        OutputTail.Read(path, 100).ShouldBe("short");
        File.WriteAllText(path, "éééé");
        OutputTail.Read(path, 5).ShouldBe("éé");
    }
}
