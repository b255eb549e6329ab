using Bench.Statistics.Intervals;
using MathNet.Numerics.Distributions;

namespace Bench.Statistics.Tests.Intervals;

/// <summary>How often intervals hold the truth, over many seeded samples whose truth is known.</summary>
internal sealed class CoverageTests
{
    private const int Trials = 400;

    [TestCase(6)]
    [TestCase(12)]
    public void The_median_of_one_vm_is_covered_as_often_as_promised(int iterations)
    {
        var random = new Random(1);

        var coverage = Coverage(
            0,
            () => [Normals(random, 0, 1, iterations)],
            CommonStatistics.Median
        );

        coverage.ShouldBeGreaterThanOrEqualTo(0.93);
    }

    [Test]
    public void A_skewed_median_of_six_iterations_is_covered()
    {
        var random = new Random(2);

        var coverage = Coverage(
            1,
            () =>
                [
                    [.. Normals(random, 0, 1, 6).Select(Math.Exp)],
                ],
            CommonStatistics.Median
        );

        coverage.ShouldBeGreaterThanOrEqualTo(0.93);
    }

    [TestCase(6)]
    [TestCase(8)]
    public void The_mean_over_unlike_vms_is_covered(int vms)
    {
        var random = new Random(3);

        var coverage = Coverage(0, () => UnlikeVms(random, vms), CommonStatistics.Mean);

        coverage.ShouldBeGreaterThanOrEqualTo(0.92);
    }

    [Test]
    public void Three_unlike_vms_are_too_few_for_what_is_promised()
    {
        var random = new Random(6);

        var coverage = Coverage(0, () => UnlikeVms(random, 3), CommonStatistics.Mean);

        coverage.ShouldBeInRange(0.7, 0.88);
    }

    [Test]
    public void Pooling_iterations_of_unlike_vms_would_miss_the_truth_most_of_the_time()
    {
        var random = new Random(4);

        var coverage = Coverage(
            0,
            () =>
                [
                    [.. UnlikeVms(random, 8).SelectMany(vm => vm)],
                ],
            CommonStatistics.Mean
        );

        coverage.ShouldBeLessThan(0.7);
    }

    [Test]
    public void The_plain_percentile_interval_is_too_narrow_for_six_iterations()
    {
        var random = new Random(5);

        var coverage = Coverage(
            0,
            () => [Normals(random, 0, 1, 6)],
            CommonStatistics.Mean,
            IntervalMethod.Percentile
        );

        coverage.ShouldBeInRange(0.80, 0.92);
    }

    private static double Coverage(
        double truth,
        Func<double[][]> draw,
        Statistic<double> statistic,
        IntervalMethod method = IntervalMethod.ExpandedPercentile
    )
    {
        var held = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var options = new BootstrapOptions
            {
                Seed = (ulong)trial,
                Resamples = 1000,
                Method = method,
                MinimumVms = 2,
            };
            held += Bootstrap.Estimate(draw(), statistic, options).Interval!.Value.Contains(truth)
                ? 1
                : 0;
        }
        return (double)held / Trials;
    }

    private static double[][] UnlikeVms(Random random, int vms) =>
        [.. Normals(random, 0, 1, vms).Select(vm => Normals(random, vm, 0.3, 10))];

    private static double[] Normals(Random random, double mean, double deviation, int count) =>
        [.. Normal.Samples(random, mean, deviation).Take(count)];
}
