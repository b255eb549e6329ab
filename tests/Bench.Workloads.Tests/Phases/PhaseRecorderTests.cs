using Bench.Host.Tests;
using Bench.Model.Results;
using Bench.Workloads.Phases;

namespace Bench.Workloads.Tests.Phases;

internal sealed class PhaseRecorderTests
{
    [Test]
    public void Phases_nest_and_stand_in_the_order_in_which_they_began()
    {
        var time = new ManualTime();
        var entered = new List<string>();
        var phases = new PhaseRecorder(time, entered.Add);
        using (phases.Begin("mount"))
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }
        time.Advance(TimeSpan.FromSeconds(0.5));
        using (phases.Begin("measure"))
        {
            using (phases.Begin("fio"))
            {
                time.Advance(TimeSpan.FromSeconds(2));
            }
            using (phases.Begin("flush"))
            {
                time.Advance(TimeSpan.FromSeconds(3));
            }
        }

        entered.ShouldBe(["mount", "measure", "fio", "flush"]);
        phases.Elapsed.ShouldBe(6.5);
        phases.Spans.Select(span => span.Name).ShouldBe(["mount", "measure"]);
        var measure = phases.Spans[1];
        (measure.StartSeconds, measure.DurationSeconds).ShouldBe((1.5, 5));
        measure
            .Phases!.Select(s => (s.Name, s.StartSeconds, s.DurationSeconds))
            .ShouldBe([("fio", 1.5, 2), ("flush", 3.5, 3)]);
        phases.Spans[0].Phases.ShouldBeNull();
    }

    [Test]
    public void The_common_phase_stays_known_after_its_end_and_inside_its_own_phases()
    {
        var phases = new PhaseRecorder(new ManualTime());
        using (phases.Begin(PhaseNames.Measure))
        {
            using var own = phases.Begin("fio");
            phases.Current.ShouldBe("fio");
            phases.CurrentCommon.ShouldBe(PhaseNames.Measure);
        }
        phases.Current.ShouldBe("");
        phases.CurrentCommon.ShouldBe(PhaseNames.Measure);
    }

    [Test]
    public void A_phase_that_ends_before_the_one_within_it_is_a_defect()
    {
        var phases = new PhaseRecorder(new ManualTime());
        var outer = phases.Begin("outer");
        _ = phases.Begin("inner");
        Should.Throw<InvalidOperationException>(outer.Dispose);
    }

    [Test]
    public void Ending_twice_ends_once()
    {
        var phases = new PhaseRecorder(new ManualTime());
        var span = phases.Begin("once");
        span.Dispose();
        span.Dispose();
        phases.Spans.Count.ShouldBe(1);
    }

    /// <summary>Whatever the tree: children lie within their parent, one after the other, and never sum to more.</summary>
    [FsCheck.NUnit.Property(MaxTest = 200)]
    public void Children_lie_within_their_parent(int seed)
    {
        var random = new Random(seed);
        var time = new ManualTime();
        var phases = new PhaseRecorder(time);
        Grow(phases, time, random, depth: 0);

        foreach (var span in phases.Spans)
        {
            Check(span);
        }
        phases.Spans.Sum(s => s.DurationSeconds).ShouldBeLessThanOrEqualTo(phases.Elapsed + 1e-5);
    }

    private static void Grow(PhaseRecorder phases, ManualTime time, Random random, int depth)
    {
        for (var i = random.Next(depth == 0 ? 2 : 0, 4); i > 0; i--)
        {
            using (phases.Begin($"p{i}"))
            {
                time.Advance(TimeSpan.FromTicks(random.Next(50_000)));
                if (depth < 3)
                {
                    Grow(phases, time, random, depth + 1);
                }
            }
            time.Advance(TimeSpan.FromTicks(random.Next(50_000)));
        }
    }

    private static void Check(PhaseSpan parent)
    {
        // Each figure is rounded to microseconds, so sums may differ by some of them.
        const double rounding = 1e-5;
        var end = parent.StartSeconds;
        foreach (var child in parent.Phases ?? [])
        {
            child.StartSeconds.ShouldBeGreaterThanOrEqualTo(end - rounding);
            end = child.StartSeconds + child.DurationSeconds;
            Check(child);
        }
        end.ShouldBeLessThanOrEqualTo(parent.StartSeconds + parent.DurationSeconds + rounding);
    }
}
