using System.Diagnostics;
using Bench.Hub.Pipeline;
using Bench.Hub.Pipeline.Files;
using Bench.Hub.Tests.Support;

namespace Bench.Hub.Tests.Pipeline;

public sealed class FolderLocksTests
{
    private readonly List<string> _said = [];

    [Test]
    public async Task A_folder_that_a_stage_works_in_is_taken_and_the_process_is_named()
    {
        using var area = new TestArea();
        var folder = area.PathOf("hub");
        using (await TakeAsync(folder, area.PathOf("other")))
        {
            var refused = await Should.ThrowAsync<PipelineInputException>(() =>
                TakeAsync(folder + "/")
            );
            refused.Message.ShouldContain(folder);
            refused.Message.ShouldContain($"process {Environment.ProcessId}");
        }
        using var again = await TakeAsync(folder);
        _said.ShouldBeEmpty();
    }

    [Test]
    public async Task What_an_earlier_stage_left_running_is_ended_and_nothing_else()
    {
        using var area = new TestArea();
        var folder = area.PathOf("hub");
        Process left;
        using (var locks = await TakeAsync(folder, area.PathOf("data")))
        {
            left = Start(locks);
        }
        using var elsewhere = await TakeAsync(area.PathOf("elsewhere"));
        using var other = Start(elsewhere);

        // The folder that both stages had is enough.
        using var next = await TakeAsync(area.PathOf("data"), area.PathOf("run"));

        left.WaitForExit(TimeSpan.FromSeconds(60)).ShouldBeTrue();
        _said.ShouldHaveSingleItem().ShouldContain($"process {left.Id}");
        other.HasExited.ShouldBeFalse();
        other.Kill();
        left.Dispose();
    }

    private Task<FolderLocks> TakeAsync(params IEnumerable<string> folders) =>
        FolderLocks.TakeAsync(folders, TimeProvider.System, _said.Add);

    private static Process Start(FolderLocks locks)
    {
        var start = new ProcessStartInfo("sleep", ["600"]);
        foreach (var (name, value) in locks.Marks)
        {
            start.Environment[name] = value;
        }
        return Process.Start(start)!;
    }
}
