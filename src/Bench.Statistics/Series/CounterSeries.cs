namespace Bench.Statistics.Series;

/// <summary>
/// Rates of a counter that only grows, such as bytes received. All methods throw <see cref="ArgumentException"/> if
/// times go backwards or a number is not finite.
/// </summary>
public static class CounterSeries
{
    /// <summary>
    /// Growth from the first sample to the last per second elapsed between them: never the mean of the single rates,
    /// which would weigh a short interval as much as a long one. Null if no time passed, or if the counter fell
    /// anywhere (it was reset, and what it counted before is lost).
    /// </summary>
    public static double? AverageRate(IReadOnlyList<TimedValue> samples)
    {
        TimeOrder.ThrowIfViolated(samples);
        if (samples.Count < 2 || Falls(samples))
        {
            return null;
        }
        var elapsedSeconds = samples[^1].TimeSeconds - samples[0].TimeSeconds;
        return elapsedSeconds > 0 ? (samples[^1].Value - samples[0].Value) / elapsedSeconds : null;
    }

    /// <summary>
    /// The rate of each interval between neighbouring samples. An interval in which the counter fell is left out;
    /// samples of one and the same time count as one, the last.
    /// </summary>
    public static IReadOnlyList<SeriesInterval> Rates(IReadOnlyList<TimedValue> samples)
    {
        TimeOrder.ThrowIfViolated(samples);
        var rates = new List<SeriesInterval>();
        var start = 0;
        for (var end = 1; end < samples.Count; end++)
        {
            var isLastOfItsTime =
                end + 1 == samples.Count || samples[end + 1].TimeSeconds > samples[end].TimeSeconds;
            var elapsedSeconds = samples[end].TimeSeconds - samples[start].TimeSeconds;
            var growth = samples[end].Value - samples[start].Value;
            if (isLastOfItsTime && elapsedSeconds > 0 && growth >= 0)
            {
                rates.Add(
                    new SeriesInterval(
                        end,
                        samples[start].TimeSeconds,
                        samples[end].TimeSeconds,
                        growth / elapsedSeconds
                    )
                );
            }
            start = isLastOfItsTime ? end : start;
        }
        return rates;
    }

    /// <summary>The interval with the highest rate, the first of equals; null if there is no interval.</summary>
    public static SeriesInterval? Peak(IReadOnlyList<TimedValue> samples)
    {
        var rates = Rates(samples);
        return rates.Count == 0 ? null : rates.MaxBy(rate => rate.Value);
    }

    private static bool Falls(IReadOnlyList<TimedValue> samples)
    {
        for (var i = 1; i < samples.Count; i++)
        {
            if (samples[i].Value < samples[i - 1].Value)
            {
                return true;
            }
        }
        return false;
    }
}
