using Bench.Statistics.Clocks;
using Bench.Statistics.Windows;
using static Bench.Statistics.Tests.Windows.SimulatedWork;

namespace Bench.Statistics.Tests.Windows;

internal sealed class RateLogTests
{
    [FsCheck.NUnit.Property(MaxTest = 500)]
    public void Bounds_hold_what_was_done_in_any_window_within_the_log(int seed)
    {
        var random = new Random(seed);
        var work = new SimulatedWork(random);
        if (RateLog.Of(work.Lines, Timing, work.NotBefore) is not { } log || log.Until <= log.From)
        {
            return;
        }
        var ends = new[] { Any(random, log), Any(random, log) }.Order().ToArray();
        var truth = work.BytesWithin(ends[0], ends[1]);

        var found = log.Within(0, Around(random, ends[0]), Around(random, ends[1]));

        truth.ShouldBeGreaterThanOrEqualTo(found.Low - 1);
        truth.ShouldBeLessThanOrEqualTo(found.High + 1);
        found.Estimate.ShouldBeInRange(found.Low, found.High);
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public void The_process_surely_works_from_its_first_interval_on(int seed)
    {
        var work = new SimulatedWork(new Random(seed));

        if (RateLog.Of(work.Lines, Timing, work.NotBefore) is { } log)
        {
            log.From.ShouldBeGreaterThanOrEqualTo(work.Epoch);
            log.Started.ShouldBeGreaterThanOrEqualTo(work.NotBefore);
        }
    }

    [Test]
    public void A_steady_rate_over_whole_intervals_is_that_rate()
    {
        var log = RateLog
            .Of(
                [.. Enumerable.Range(1, 10).Select(i => Line(i * 100, 2_048))],
                Timing,
                notBefore: 0
            )
            .ShouldNotBeNull();

        var amount = log.Within(0, At(300), At(900));

        amount.Estimate.ShouldBe(2_048 * 0.6, 1e-9);
        amount.Low.ShouldBe(2_048 * 5 * 0.099, 1e-9);
        (log.From, log.Until, log.Started).ShouldBe((3 * Millisecond, 1_000 * Millisecond, 0));
    }

    [Test]
    public void A_pause_is_not_filled_with_the_rate_after_it()
    {
        var log = RateLog.Of([Line(100, 1_000), Line(1_100, 1_000)], Timing, 0).ShouldNotBeNull();

        var amount = log.Within(0, At(0), At(1_200));

        amount.Estimate.ShouldBe(200, 1e-9);
        amount.High.ShouldBeGreaterThan(1_000);
    }

    [Test]
    public void The_looks_of_one_channel_bound_those_of_another()
    {
        LoggedRate[] lines =
        [
            Line(100, 1_000),
            Line(100, 500) with
            {
                Channel = 1,
            },
            Line(200, 1_000),
            Line(300, 1_000),
            Line(301, 500) with
            {
                Channel = 1,
            },
        ];
        var log = RateLog.Of(lines, Timing, 0).ShouldNotBeNull();

        var written = log.Within(1, At(150), At(310));

        written.Estimate.ShouldBe(50.5, 1e-9);
        written.High.ShouldBe(500 * 0.103, 1e-9);
        log.Within(2, At(0), At(400)).ShouldBe(new Amount());
    }

    [Test]
    public void No_lines_are_no_log_and_times_that_go_back_are_refused()
    {
        RateLog.Of([], Timing, 0).ShouldBeNull();
        Should.Throw<ArgumentException>(() => RateLog.Of([Line(200, 1), Line(100, 1)], Timing, 0));
        Should.Throw<ArgumentException>(() => RateLog.Of([Line(200, -1)], Timing, 0));
    }

    private static LoggedRate Line(long milliseconds, double rate) =>
        new(milliseconds * Millisecond, 0, rate, rate);

    private static TimeBounds At(long milliseconds) =>
        TimeBounds.Exactly(milliseconds * Millisecond);

    private static long Any(Random random, RateLog log) =>
        random.NextInt64(log.From, log.Until + 1);

    private static TimeBounds Around(Random random, long time) =>
        new(time - random.NextInt64(20 * Millisecond), time + random.NextInt64(20 * Millisecond));
}
