using Bench.Statistics.Samples;

namespace Bench.Statistics.Tests.Samples;

internal sealed class SampleSummaryTests
{
    [Test]
    public void Figures_of_a_known_sample()
    {
        var summary = SampleSummary.Of(7, 1, 3, 10);

        summary.Values.ShouldBe([7, 1, 3, 10]);
        (summary.Count, summary.Min, summary.Max).ShouldBe((4, 1, 10));
        summary.Median.ShouldBe(5);
        summary.Mean.ShouldBe(5.25);
        // As R: quantile(c(7, 1, 3, 10), c(.25, .75, .9))
        summary.LowerQuartile.ShouldBe(2.5);
        summary.UpperQuartile.ShouldBe(7.75);
        summary.Quantile(0.9).ShouldBe(9.1, 1e-12);
        summary.MedianAbsoluteDeviation.ShouldBe(3);
        summary.GeometricMean!.Value.ShouldBe(Math.Pow(210, 0.25), 1e-12);
    }

    [Test]
    public void The_median_of_two_values_lies_between_them() =>
        SampleSummary.Of(1, 2).Median.ShouldBe(1.5);

    [Test]
    public void A_single_value_is_all_of_its_figures()
    {
        var summary = SampleSummary.Of(4);

        double[] figures =
        [
            summary.Min,
            summary.LowerQuartile,
            summary.Median,
            summary.UpperQuartile,
            summary.Max,
            summary.Mean,
            summary.Quantile(0),
            summary.Quantile(1),
        ];
        figures.ShouldAllBe(figure => figure == 4);
        summary.MedianAbsoluteDeviation.ShouldBe(0);
    }

    [TestCase(0.0)]
    [TestCase(-1.0)]
    public void There_is_no_geometric_mean_of_what_is_not_positive(double value) =>
        SampleSummary.Of(1, value).GeometricMean.ShouldBeNull();

    [Test]
    public void Nothing_has_no_summary_and_no_number_is_no_value()
    {
        SampleSummary.OfOrNull([]).ShouldBeNull();
        Should.Throw<ArgumentException>(() => SampleSummary.Of());
        Should.Throw<ArgumentException>(() => SampleSummary.Of(1, double.NaN));
        Should.Throw<ArgumentException>(() => SampleSummary.OfOrNull([double.PositiveInfinity]));
        Should.Throw<ArgumentException>(() => Quantiles.Median([]));
        Should.Throw<ArgumentOutOfRangeException>(() => SampleSummary.Of(1, 2).Quantile(1.1));
        Should.Throw<ArgumentOutOfRangeException>(() =>
            SampleSummary.Of(1, 2).Quantile(double.NaN)
        );
    }

    [FsCheck.NUnit.Property]
    public bool Figures_are_ordered_and_do_not_depend_on_the_order_given(int[] values)
    {
        if (values.Length == 0)
        {
            return true;
        }
        var summary = SampleSummary.Of(values.Select(value => (double)value));
        var reversed = SampleSummary.Of(values.Reverse().Select(value => (double)value));
        return summary.Min <= summary.LowerQuartile
            && summary.LowerQuartile <= summary.Median
            && summary.Median <= summary.UpperQuartile
            && summary.UpperQuartile <= summary.Max
            && summary.Median == reversed.Median
            && summary.MedianAbsoluteDeviation == reversed.MedianAbsoluteDeviation;
    }

    [Test]
    public void A_summary_does_not_follow_changes_of_the_array_it_was_made_from()
    {
        double[] values = [1, 2, 3];
        var summary = SampleSummary.Of(values);

        values[0] = 100;

        summary.Values.ShouldBe([1, 2, 3]);
        summary.Max.ShouldBe(3);
    }
}
