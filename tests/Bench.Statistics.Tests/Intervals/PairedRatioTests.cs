using Bench.Statistics.Intervals;

namespace Bench.Statistics.Tests.Intervals;

internal sealed class PairedRatioTests
{
    private static readonly BootstrapOptions Options = new() { Seed = 3, Resamples = 1000 };

    [Test]
    public void Drift_that_hits_both_of_a_block_cancels()
    {
        double[] drift = [1, 3, 2, 5, 4, 8, 7];
        var pairs = drift.Select(speed => new BlockPair(100 * speed, 110 * speed));

        var result = PairedRatio.Of(pairs, Options);

        result.Estimate!.Value.ShouldBe(1.1, 1e-12);
        result.Interval!.Value.Low.ShouldBe(1.1, 1e-12);
        result.Interval.Value.High.ShouldBe(1.1, 1e-12);
    }

    [Test]
    public void Values_are_paired_by_vm_and_block_and_the_rest_is_counted()
    {
        BlockValue[] baseline =
        [
            new("vm-2", 1, 10),
            new("vm-1", 2, 20),
            new("vm-1", 1, 40),
            new("vm-1", 9, 1),
        ];
        BlockValue[] candidate =
        [
            new("vm-1", 1, 20),
            new("vm-2", 1, 30),
            new("vm-1", 2, 20),
            new("vm-3", 1, 1),
        ];

        var result = PairedRatio.Of(baseline, candidate, Options);

        result.Pairs.ShouldBe([new(40, 20), new(20, 20), new(10, 30)]);
        (result.UnpairedBaseline, result.UnpairedCandidate).ShouldBe((1, 1));
        result.Ratio.Reason.ShouldBe(NoIntervalReason.TooFewIterations);
        (result.Ratio.Estimate, result.Ratio.Min, result.Ratio.Max).ShouldBe((1, 0.5, 3));
        (result.Ratio.Iterations, result.Ratio.Vms).ShouldBe((3, 2));
    }

    [Test]
    public void No_common_block_gives_no_ratio()
    {
        var result = PairedRatio.Of(
            [new BlockValue("vm", 1, 1)],
            [new BlockValue("vm", 2, 1)],
            Options
        );

        result.Pairs.ShouldBeEmpty();
        result.Ratio.Reason.ShouldBe(NoIntervalReason.NoIterations);
    }

    [Test]
    public void Five_pairs_have_an_interval_if_asked_for()
    {
        BlockPair[] pairs = [new(10, 9), new(10, 10), new(10, 11), new(10, 12), new(10, 13)];

        PairedRatio.Of(pairs, Options).Interval.ShouldBeNull();
        var result = PairedRatio.Of(pairs, Options with { MinimumIterations = 5 });

        result.Estimate.ShouldBe(1.1);
        result.Interval.ShouldBe(new Interval(0.9, 1.3, 0.95));
    }

    [FsCheck.NUnit.Property(MaxTest = 50)]
    public bool The_order_in_which_values_are_given_does_not_matter(
        (byte Baseline, byte Candidate)[] blocks
    )
    {
        var baseline = blocks
            .Select((block, i) => new BlockValue("vm", i, block.Baseline + 1))
            .ToArray();
        var candidate = blocks
            .Select((block, i) => new BlockValue("vm", i, block.Candidate))
            .ToArray();
        var straight = PairedRatio.Of(baseline, candidate, Options);
        var reversed = PairedRatio.Of(baseline.Reverse(), candidate.Reverse(), Options);
        return straight.Ratio == reversed.Ratio && straight.Pairs.SequenceEqual(reversed.Pairs);
    }

    [TestCase(0, 1)]
    [TestCase(-1, 1)]
    [TestCase(1, -1)]
    [TestCase(double.NaN, 1)]
    [TestCase(1, double.PositiveInfinity)]
    public void What_has_no_ratio_is_refused(double baseline, double candidate) =>
        Should.Throw<ArgumentException>(() =>
            PairedRatio.Of([new BlockPair(baseline, candidate)], Options)
        );

    [Test]
    public void Two_values_for_one_block_are_refused() =>
        Should.Throw<ArgumentException>(() =>
            PairedRatio.Of([new BlockValue("vm", 1, 1), new BlockValue("vm", 1, 2)], [], Options)
        );
}
