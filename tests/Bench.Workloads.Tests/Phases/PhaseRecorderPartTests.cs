using Bench.Host.Tests;
using Bench.Workloads.Phases;

namespace Bench.Workloads.Tests.Phases;

internal sealed class PhaseRecorderPartTests
{
    [Test]
    public void A_part_that_is_known_afterwards_stands_in_the_phase_that_is_open()
    {
        var time = new ManualTime();
        var phases = new PhaseRecorder(time);
        time.Advance(TimeSpan.FromSeconds(1));
        using (phases.Begin("measure"))
        {
            time.Advance(TimeSpan.FromSeconds(4));
            phases.Add("hydrate", 0.5, 2);
        }

        var measure = phases.Spans.ShouldHaveSingleItem();
        var part = measure.Phases.ShouldNotBeNull().ShouldHaveSingleItem();
        (part.Name, part.StartSeconds, part.DurationSeconds).ShouldBe(("hydrate", 1.5, 2));
        measure.DurationSeconds.ShouldBe(4);
    }
}
