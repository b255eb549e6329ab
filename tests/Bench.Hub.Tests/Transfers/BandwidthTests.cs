using Bench.Hub.Tests.Collection;
using Bench.Hub.Transfers;

namespace Bench.Hub.Tests.Transfers;

public sealed class BandwidthTests
{
    [Test]
    public void A_second_is_free_and_then_each_byte_waits_its_turn()
    {
        var time = new SimTime();
        var bandwidth = new Bandwidth(1000, time);
        bandwidth.TakeAsync(1000, default).AsTask().IsCompleted.ShouldBeTrue();
        var first = bandwidth.TakeAsync(500, default).AsTask();
        var second = bandwidth.TakeAsync(2000, default).AsTask();
        time.Advance(TimeSpan.FromSeconds(0.4));
        first.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(0.2));
        first.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue();
        second.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(2));
        second.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue();
    }

    [Test]
    public void Without_a_cap_nothing_waits() =>
        new Bandwidth(null, new SimTime())
            .TakeAsync(long.MaxValue, default)
            .AsTask()
            .IsCompleted.ShouldBeTrue();
}
