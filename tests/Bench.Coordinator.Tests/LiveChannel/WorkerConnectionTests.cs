using Bench.Coordinator.LiveChannel.Workers;
using Bench.Coordinator.Tests.Watching;
using Bench.Model.Progress;

namespace Bench.Coordinator.Tests.LiveChannel;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class WorkerConnectionTests
{
    private readonly WorkerConnection _connection = new("vm-1", 1);

    [Test]
    public void A_worker_at_rest_is_news_until_the_bucket_knows_it()
    {
        Says(WorkerState.Running).ShouldBeFalse();
        // Its first word comes while it writes the same to the bucket, its second one after that.
        Says(WorkerState.Idle).ShouldBeTrue();
        Says(WorkerState.Idle).ShouldBeTrue();
        Says(WorkerState.Idle).ShouldBeFalse();
        Says(WorkerState.Idle).ShouldBeFalse();
    }

    [Test]
    public void Each_rest_after_work_is_news()
    {
        Says(WorkerState.Idle).ShouldBeTrue();
        Says(WorkerState.Idle).ShouldBeTrue();
        Says(WorkerState.Idle).ShouldBeFalse();
        Says(WorkerState.Running).ShouldBeFalse();
        Says(WorkerState.Ended).ShouldBeTrue();
    }

    private bool Says(WorkerState state) =>
        _connection.HasComeToRest(Tell.Progress("vm-1", 1) with { State = state });
}
