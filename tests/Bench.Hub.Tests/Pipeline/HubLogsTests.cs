using Bench.Host.Tests;
using Bench.Hub.Pipeline.Archives;

namespace Bench.Hub.Tests.Pipeline;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HubLogsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Kept => _folder.File("kept");

    public HubLogsTests() => Directory.CreateDirectory(Kept);

    public void Dispose() => _folder.Dispose();

    [Test]
    public void All_files_are_kept_by_their_names_but_no_links()
    {
        Write("hub.jsonl", "one\n");
        Write("modules/m-1.log", "two\n");
        Directory.CreateSymbolicLink(_folder.File("hub/logs/link"), _folder.Root);
        Keep();
        Read("hub.jsonl").ShouldBe("one\n");
        Read("modules/m-1.log").ShouldBe("two\n");
        Names().ShouldBe(["hub.jsonl", "modules/m-1.log"]);
    }

    [Test]
    public void Of_a_long_file_the_last_whole_lines_are_kept_and_the_rest_is_told()
    {
        Write("hub.jsonl", "first\nsecond\nthird\n");
        Keep(longestFile: 15);
        Read("hub.jsonl").ShouldBe("second\nthird\n");
        Read(HubLogs.LeftOut).ShouldBe("hub.jsonl: the first 6 bytes\n");
    }

    [Test]
    public void The_hubs_own_comes_first_then_what_was_written_last()
    {
        Write("old.log", "old\n", minute: 1);
        Write("new.log", "new\n", minute: 2);
        Write("hub.jsonl", "hub\n", minute: 0);
        Keep(room: 8);
        Names().ShouldBe(["hub.jsonl", HubLogs.LeftOut, "new.log"]);
        Read(HubLogs.LeftOut).ShouldBe("old.log: all 4 bytes\n");
    }

    [Test]
    public void What_is_there_already_stays()
    {
        File.WriteAllText(Path.Combine(Kept, "minio.log"), "the backend's");
        Write("minio.log", "of a module of that name");
        Keep();
        Read("minio.log").ShouldBe("the backend's");
        Read(HubLogs.LeftOut).ShouldContain("minio.log: all");
    }

    [Test]
    public void A_hub_without_logs_leaves_none()
    {
        Keep();
        Names().ShouldBeEmpty();
    }

    private void Keep(long longestFile = 1000, long room = 1000) =>
        HubLogs.Keep(_folder.File("hub"), Kept, longestFile, room);

    private void Write(string name, string text, int minute = 0)
    {
        var path = _folder.File($"hub/logs/{name}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, minute, 0, DateTimeKind.Utc));
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(Kept, name));

    private IEnumerable<string> Names() =>
        Directory
            .EnumerateFiles(Kept, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Kept, file))
            .Order(StringComparer.Ordinal);
}
