using Bench.Statistics.Moments;
using Bench.Statistics.Tests.Histograms;

namespace Bench.Statistics.Tests.Moments;

internal sealed class SampleMomentsTests
{
    [FsCheck.NUnit.Property]
    public bool Merge_is_commutative_to_the_last_bit(int[] a, int[] b) =>
        Of(a).Merge(Of(b)) == Of(b).Merge(Of(a));

    [FsCheck.NUnit.Property]
    public bool Merge_is_associative(int[] a, int[] b, int[] c) =>
        IsClose(Of(a).Merge(Of(b)).Merge(Of(c)), Of(a).Merge(Of(b).Merge(Of(c))));

    [FsCheck.NUnit.Property]
    public bool Merge_equals_the_two_pass_result_of_the_pooled_samples(int[][] parts)
    {
        var merged = SampleMoments.Merge(parts.Select(Of));
        var pooled = parts.SelectMany(part => part).Select(value => (double)value).ToArray();
        if (pooled.Length == 0)
        {
            return merged == SampleMoments.Empty;
        }
        var mean = pooled.Average();
        var m2 = pooled.Sum(value => (value - mean) * (value - mean));
        return merged.Count == pooled.Length
            && merged.Min == pooled.Min()
            && merged.Max == pooled.Max()
            && IsClose(merged.Mean, mean)
            && IsClose(merged.M2, m2);
    }

    [FsCheck.NUnit.Property]
    public bool Nothing_is_neutral(int[] a) =>
        Of(a).Merge(SampleMoments.Empty) == Of(a) && SampleMoments.Empty.Merge(Of(a)) == Of(a);

    [Test]
    public void Summaries_of_fio_jobs_merge_to_the_figures_of_all_their_samples()
    {
        double[] first = [1, 2, 4, 8];
        double[] second = [100, 300];

        var merged = FromSummaryOf(first).Merge(FromSummaryOf(second));

        var expected = SampleMoments.FromSamples([.. first, .. second]);
        IsClose(merged, expected).ShouldBeTrue();
        merged.StandardDeviation.ShouldBe(119.4829, 0.0001);
    }

    [Test]
    public void A_summary_that_fio_printed_comes_back_as_it_was()
    {
        var fio = FioLatency.ReadAll("fio-one-job.json")[0];

        var moments = SampleMoments.FromSummary(
            fio.Count,
            fio.Mean,
            fio.StandardDeviation,
            fio.Min,
            fio.Max
        );

        moments.Count.ShouldBe(fio.Count);
        moments.Mean.ShouldBe(fio.Mean);
        moments.StandardDeviation.ShouldBe(fio.StandardDeviation, 1e-6);
        (moments.Min, moments.Max).ShouldBe((fio.Min, fio.Max));
    }

    [Test]
    public void Equal_samples_have_exactly_their_value_as_mean_and_no_deviation()
    {
        var moments = SampleMoments.FromSamples(Enumerable.Repeat(0.1, 1000));

        moments.Mean.ShouldBe(0.1);
        moments.StandardDeviation.ShouldBe(0);
    }

    [Test]
    public void A_large_offset_does_not_cancel_the_deviation()
    {
        var moments = SampleMoments.FromSamples([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);

        moments.Variance.ShouldBe(30, 1e-6);
    }

    [Test]
    public void Huge_counts_do_not_overflow_unnoticed()
    {
        var half = SampleMoments.FromSummary(long.MaxValue / 2, 100, 10, 1, 1000);

        var both = half.Merge(half);

        both.Count.ShouldBe(long.MaxValue - 1);
        both.Mean.ShouldBe(100);
        both.StandardDeviation.ShouldBe(10, 1e-9);
        Should.Throw<OverflowException>(() => both.Merge(half));
    }

    [Test]
    public void Fewer_than_two_samples_have_no_deviation()
    {
        SampleMoments.Empty.StandardDeviation.ShouldBe(0);
        SampleMoments.FromSamples([5]).StandardDeviation.ShouldBe(0);
        SampleMoments.FromSummary(0, 3, 3, 3, 3).ShouldBe(SampleMoments.Empty);
    }

    [Test]
    public void What_is_no_figure_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => SampleMoments.FromSummary(-1, 1, 1, 1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => SampleMoments.FromSummary(1, 1, -1, 1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() =>
            SampleMoments.FromSummary(1, double.NaN, 1, 1, 1)
        );
        Should.Throw<ArgumentOutOfRangeException>(() =>
            SampleMoments.FromSamples([double.PositiveInfinity])
        );
    }

    private static SampleMoments Of(int[] values) =>
        SampleMoments.FromSamples(values.Select(value => (double)value));

    private static SampleMoments FromSummaryOf(double[] values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(
            values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)
        );
        return SampleMoments.FromSummary(
            values.Length,
            mean,
            deviation,
            values.Min(),
            values.Max()
        );
    }

    private static bool IsClose(SampleMoments a, SampleMoments b) =>
        (a.Count, a.Min, a.Max) == (b.Count, b.Min, b.Max)
        && IsClose(a.Mean, b.Mean)
        && IsClose(a.M2, b.M2);

    private static bool IsClose(double a, double b) =>
        Math.Abs(a - b) <= 1e-9 * (1 + Math.Max(Math.Abs(a), Math.Abs(b)));
}
