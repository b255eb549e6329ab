using Bench.Statistics.Series;

namespace Bench.Statistics.Tests.Series;

internal sealed class SeriesTests
{
    [Test]
    public void An_average_comes_from_the_ends_and_not_from_the_mean_of_rates()
    {
        TimedValue[] samples = [new(10, 1000), new(10.1, 2000), new(20, 2000)];

        CounterSeries.AverageRate(samples)!.Value.ShouldBe(100, 1e-9);
    }

    [Test]
    public void A_peak_names_its_interval()
    {
        TimedValue[] samples = [new(0, 0), new(1, 10), new(1.5, 40), new(3, 50)];

        CounterSeries.Peak(samples).ShouldBe(new SeriesInterval(2, 1, 1.5, 60));
    }

    [Test]
    public void The_first_of_equal_peaks_counts()
    {
        CounterSeries.Peak([new(0, 0), new(1, 5), new(2, 10)])!.Value.Index.ShouldBe(1);
        GaugeSeries.Peak([new(0, 7), new(1, 7)])!.Value.Index.ShouldBe(0);
    }

    [Test]
    public void A_counter_that_fell_has_no_average_and_no_rate_in_that_interval()
    {
        TimedValue[] samples = [new(0, 100), new(1, 200), new(2, 5), new(3, 15)];

        CounterSeries.AverageRate(samples).ShouldBeNull();
        CounterSeries.Rates(samples).ShouldBe([new(1, 0, 1, 100), new(3, 2, 3, 10)]);
    }

    [Test]
    public void Samples_of_one_time_count_as_one()
    {
        TimedValue[] samples = [new(0, 0), new(1, 10), new(1, 12), new(2, 20)];

        CounterSeries.Rates(samples).ShouldBe([new(2, 0, 1, 12), new(3, 1, 2, 8)]);
        CounterSeries.Rates([new(0, 0), new(0, 5), new(1, 10)]).ShouldBe([new(2, 0, 1, 5)]);
    }

    [FsCheck.NUnit.Property]
    public bool Rates_weighed_by_their_time_give_the_average((byte Time, byte Growth)[] steps)
    {
        var samples = new List<TimedValue> { new(0, 0) };
        foreach (var (time, growth) in steps)
        {
            samples.Add(new(samples[^1].TimeSeconds + time + 1, samples[^1].Value + growth));
        }
        var rates = CounterSeries.Rates(samples);
        var average = CounterSeries.AverageRate(samples);
        return average is null
            ? rates.Count == 0
            : Math.Abs(
                rates.Sum(rate => rate.Value * (rate.EndSeconds - rate.StartSeconds))
                    / samples[^1].TimeSeconds
                    - average.Value
            ) < 1e-6;
    }

    [Test]
    public void A_level_is_averaged_over_time()
    {
        GaugeSeries
            .TimeWeightedMean([new(0, 10), new(9, 10), new(10, 30)])!
            .Value.ShouldBe(11, 1e-9);
        GaugeSeries.TimeWeightedMean([new(5, 10), new(5, 20)]).ShouldBe(15);
        GaugeSeries.TimeWeightedMean([new(5, 10)]).ShouldBe(10);
    }

    [Test]
    public void The_peak_of_a_level_names_the_interval_that_ends_with_it()
    {
        GaugeSeries
            .Peak([new(0, 1), new(1, 5), new(2, 3)])
            .ShouldBe(new SeriesInterval(1, 0, 1, 5));
        GaugeSeries.Peak([new(4, 1)]).ShouldBe(new SeriesInterval(0, 4, 4, 1));
    }

    [Test]
    public void Too_few_samples_give_nothing()
    {
        CounterSeries.AverageRate([]).ShouldBeNull();
        CounterSeries.AverageRate([new(1, 1)]).ShouldBeNull();
        CounterSeries.AverageRate([new(1, 1), new(1, 2)]).ShouldBeNull();
        CounterSeries.Peak([new(1, 1)]).ShouldBeNull();
        GaugeSeries.TimeWeightedMean([]).ShouldBeNull();
        GaugeSeries.Peak([]).ShouldBeNull();
    }

    [Test]
    public void Times_that_go_backwards_and_what_is_not_finite_are_refused()
    {
        Should.Throw<ArgumentException>(() => CounterSeries.Rates([new(1, 1), new(0, 2)]));
        Should.Throw<ArgumentException>(() =>
            CounterSeries.AverageRate([new(0, 1), new(double.NaN, 2)])
        );
        Should.Throw<ArgumentException>(() => GaugeSeries.Peak([new(0, double.NaN)]));
    }
}
