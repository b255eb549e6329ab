using Bench.Coordinator.Workers;
using Bench.Fleet;

namespace Bench.Coordinator.Tests.Workers;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class WorkerExitsTests
{
    private readonly WorkerExits _exits = new();

    [Test]
    public void The_end_of_a_worker_ends_the_wait()
    {
        var (first, second) = (Started(), Started());
        var wait = _exits.NextUnless(() => false);
        wait.IsCompleted.ShouldBeFalse();
        second.End();
        wait.IsCompletedSuccessfully.ShouldBeTrue();
        _exits.NextUnless(() => true).IsCompleted.ShouldBeTrue("its end was not looked at");
        var next = _exits.NextUnless(() => false);
        next.IsCompleted.ShouldBeFalse("it was looked at");
        first.End();
        next.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Test]
    public void However_often_somebody_waits_a_worker_remembers_nothing_of_it()
    {
        Started();
        var wait = _exits.NextUnless(() => false);
        for (var i = 0; i < 1000; i++)
        {
            _exits.NextUnless(() => false).ShouldBeSameAs(wait);
        }
    }

    [Test]
    public void An_end_between_two_waits_is_not_missed()
    {
        Started().End();
        var next = _exits.NextUnless(() => false);
        next.IsCompleted.ShouldBeFalse();
        var late = Started();
        // It ends while somebody looks whether one has.
        _exits
            .NextUnless(() =>
            {
                late.End();
                return false;
            })
            .IsCompleted.ShouldBeTrue();
        next.IsCompleted.ShouldBeTrue();
    }

    private Worker Started()
    {
        var worker = new Worker();
        _exits.Watch(worker);
        return worker;
    }

    private sealed class Worker : IWorkerHandle
    {
        private readonly TaskCompletionSource<WorkerExit> _completion = new();

        public Task<WorkerExit> Completion => _completion.Task;

        public void End() => _completion.SetResult(FakeFleet.Done);

        public string LogTail() => "";
    }
}
