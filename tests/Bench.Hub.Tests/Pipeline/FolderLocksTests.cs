using System.Diagnostics;
using Bench.Hub.Pipeline;
using Bench.Hub.Pipeline.Baselines;
using Bench.Hub.Pipeline.Files;
using Bench.Hub.Tests.Support;
using Bench.Storage.Files;

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
    public async Task A_prefix_is_locked_on_this_machine_by_its_whole_URI()
    {
        using var area = new TestArea();
        var locks = area.PathOf("locks");
        var space = new BucketSpace(area.Store, locks);
        using (await TakeAsync(space.LockOf("hub/run")))
        {
            // As another stage opens it.
            var same = new BucketSpace(new FileStore(area.Store.Root), locks);
            (
                await Should.ThrowAsync<PipelineInputException>(() =>
                    TakeAsync(same.LockOf("hub/run"))
                )
            ).Message.ShouldContain($"works in {area.Store.Uri}/hub/run;");
            var other = new BucketSpace(new FileStore(area.PathOf("other")), locks);
            using var apart = await TakeAsync(same.LockOf("hub/run2"), other.LockOf("hub/run"));
        }
        using var again = await TakeAsync(space.LockOf("hub/run"));
        new BucketSpace(area.Store).LockOf("hub/run").ShouldBeNull();
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
        TakeAsync(folders.Select(StageLock.OfFolder));

    private Task<FolderLocks> TakeAsync(params IEnumerable<StageLock?> places) =>
        FolderLocks.TakeAsync(places, TimeProvider.System, _said.Add);

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
