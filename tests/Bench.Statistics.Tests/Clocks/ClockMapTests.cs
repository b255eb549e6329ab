using Bench.Statistics.Clocks;

namespace Bench.Statistics.Tests.Clocks;

internal sealed class ClockMapTests
{
    private const long Second = 1_000_000_000;

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public void Bounds_hold_the_truth_in_both_directions(int seed)
    {
        var random = new Random(seed);
        var clock = new TrueClock(random);
        var map = ClockMap
            .Of(
                Enumerable
                    .Range(0, random.Next(1, 6))
                    .Select(_ => clock.Exchange(random.NextInt64(100 * Second)))
            )
            .ShouldNotBeNull();
        var time = random.NextInt64(-50 * Second, 200 * Second);
        var truth = clock.ToReference(time);

        map.ToReference(time).IsContradiction.ShouldBeFalse();
        map.ToReference(time).Contains(truth).ShouldBeTrue();
        map.FromReference(truth).Contains(time).ShouldBeTrue();
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public void More_exchanges_never_widen_the_bounds(int seed)
    {
        var random = new Random(seed);
        var clock = new TrueClock(random);
        var exchanges = Enumerable
            .Range(0, 6)
            .Select(_ => clock.Exchange(random.NextInt64(60 * Second)))
            .ToList();
        var time = random.NextInt64(60 * Second);

        var few = ClockMap.Of(exchanges.Take(3))!.ToReference(time);
        var all = ClockMap.Of(exchanges)!.ToReference(time);

        all.Earliest.ShouldBeGreaterThanOrEqualTo(few.Earliest);
        all.Latest.ShouldBeLessThanOrEqualTo(few.Latest);
    }

    [Test]
    public void One_exchange_gives_the_round_trip_as_the_width_and_drift_widens_it()
    {
        // Sent at 100 ms; 20 ms there, 1 s of waiting, 30 ms back; the reference is 5 s ahead.
        var exchange = new ClockExchange(100_000_000, 5_120_000_000, 6_120_000_000, 1_150_000_000);
        var map = ClockMap.Of([exchange]).ShouldNotBeNull();

        var at = map.ToReference(1_150_000_000);
        var later = map.ToReference(11_150_000_000);

        at.ShouldBe(new TimeBounds(6_120_000_000, 6_171_050_000));
        (later.Width - at.Width).ShouldBe(20_000_000);
    }

    [Test]
    public void A_clock_that_was_set_is_told_by_contradicting_bounds()
    {
        var map = ClockMap.Of([
            new ClockExchange(0, 1_000, 2_000, 3_000),
            new ClockExchange(10_000, 5_011_000, 5_012_000, 13_000),
        ]);

        map!.ToReference(5_000).IsContradiction.ShouldBeTrue();
    }

    [Test]
    public void The_reference_is_certain_of_its_own_clock_and_no_exchange_tells_nothing()
    {
        ClockMap.Reference.ToReference(7).ShouldBe(new TimeBounds(7, 7));
        ClockMap.Reference.FromReference(7).ShouldBe(new TimeBounds(7, 7));
        ClockMap.Of([]).ShouldBeNull();
    }
}
