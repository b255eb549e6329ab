using Bench.Statistics.Clocks;
using Bench.Statistics.Tests.Clocks;
using Bench.Statistics.Windows;

namespace Bench.Statistics.Tests.Windows;

internal sealed class CommonWindowTests
{
    private const long Second = 1_000_000_000;

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void Everybody_works_all_through_the_window_whatever_the_true_offsets_are(int seed)
    {
        var random = new Random(seed);
        var participants = Enumerable
            .Range(0, random.Next(1, 6))
            .Select(_ => Participant(random))
            .ToList();

        var window = CommonWindow.Of([.. participants.Select(p => p.Span)]).ShouldNotBeNull();

        foreach (var (clock, span) in participants)
        {
            clock.ToReference(span.From).ShouldBeLessThanOrEqualTo(window.Start);
            clock.ToReference(span.Until).ShouldBeGreaterThanOrEqualTo(window.End);
        }
        // The true window is the one that is given, or longer by no more than the uncertainty.
        var truth =
            participants.Min(p => p.Clock.ToReference(p.Span.Until))
            - participants.Max(p => p.Clock.ToReference(p.Span.From));
        truth.ShouldBeInRange(window.Length, window.Length + window.Uncertainty);
        var done = participants.ConvertAll(p => p.Clock.ToReference(p.Span.Done));
        window.FirstDone.Contains(done.Min()).ShouldBeTrue();
        window.LastDone.Contains(done.Max()).ShouldBeTrue();
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public void The_bounds_of_a_start_skew_hold_the_truth(int seed)
    {
        var random = new Random(seed);
        var starts = Enumerable
            .Range(0, random.Next(1, 6))
            .Select(_ => random.NextInt64(10 * Second))
            .ToList();

        var skew = StartSkew
            .Of([
                .. starts.Select(s => new TimeBounds(
                    s - random.NextInt64(Second),
                    s + random.NextInt64(Second)
                )),
            ])
            .ShouldNotBeNull();

        skew.Contains(starts.Max() - starts.Min()).ShouldBeTrue();
    }

    [Test]
    public void It_runs_from_the_last_start_to_the_first_end()
    {
        var window = CommonWindow.Of([Span(0, 1, 9, 10), Span(2, 3, 12, 12)]).ShouldNotBeNull();

        (window.Start, window.End, window.Uncertainty).ShouldBe((3 * Second, 9 * Second, 0));
        window.LongestSpan.ShouldBe(10 * Second);
        window.IsRagged.ShouldBeTrue();
        (window.FirstStart, window.LastStart).ShouldBe((0, 2 * Second));
        window.FirstDone.ShouldBe(TimeBounds.Exactly(10 * Second));
        window.LastDone.ShouldBe(TimeBounds.Exactly(12 * Second));
    }

    [TestCase(8, false)]
    [TestCase(7.9, true)]
    public void Less_than_four_fifths_of_the_longest_span_is_ragged(double until, bool expected)
    {
        var window = CommonWindow.Of([Span(0, 0, 10, 10), Span(0, 0, until, until)]);

        window!.IsRagged.ShouldBe(expected);
    }

    [Test]
    public void Spans_that_never_meet_have_a_window_without_length()
    {
        CommonWindow.Of([Span(0, 0, 1, 1), Span(2, 2, 3, 3)])!.Length.ShouldBe(-Second);
        CommonWindow.Of([]).ShouldBeNull();
    }

    [Test]
    public void A_clock_that_contradicts_itself_gives_no_window()
    {
        var set = ClockMap.Of([
            new ClockExchange(0, 1, 2, 3),
            new ClockExchange(10, 5 * Second, (5 * Second) + 1, 13),
        ]);

        CommonWindow.Of([Span(0, 0, 1, 1), new WorkSpan(set!, 0, 0, 1, 1)]).ShouldBeNull();
        StartSkew.Of([new TimeBounds(2, 1)]).ShouldBeNull();
        StartSkew.Of([new TimeBounds(1, 9)]).ShouldBe(TimeBounds.Exactly(0));
    }

    [Test]
    public void Amounts_of_a_participant_are_summed_over_its_processes()
    {
        var log = RateLog.Of(
            [.. Enumerable.Range(1, 20).Select(i => new LoggedRate(i * Second / 10, 0, 10, 10))],
            SimulatedWork.Timing,
            0
        );
        var span = WorkSpan.Of(ClockMap.Reference, [log, log]).ShouldNotBeNull();
        var window = CommonWindow.Of([span]).ShouldNotBeNull();

        var amount = window.Within(span, [log!, log!], 0) / (window.Length / (double)Second);

        amount.Estimate.ShouldBe(20, 1e-6);
        amount.Low.ShouldBeLessThan(20);
        amount.High.ShouldBeGreaterThan(20);
        WorkSpan.Of(ClockMap.Reference, [log, null]).ShouldBeNull();
    }

    private static WorkSpan Span(double started, double from, double until, double done) =>
        new(ClockMap.Reference, Time(started), Time(from), Time(until), Time(done));

    private static long Time(double seconds) => (long)(seconds * Second);

    private static (TrueClock Clock, WorkSpan Span) Participant(Random random)
    {
        var clock = new TrueClock(random);
        var map = ClockMap.Of([clock.Exchange(0), clock.Exchange(random.NextInt64(Second))])!;
        var times = Enumerable
            .Range(0, 4)
            .Select(_ => random.NextInt64(60 * Second))
            .Order()
            .ToArray();
        return (clock, new WorkSpan(map, times[0], times[1], times[2], times[3]));
    }
}
