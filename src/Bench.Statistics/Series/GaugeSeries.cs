namespace Bench.Statistics.Series;

/// <summary>
/// Figures of a level that goes up and down, such as memory in use. All methods throw
/// <see cref="ArgumentException"/> if times go backwards or a number is not finite.
/// </summary>
public static class GaugeSeries
{
    /// <summary>
    /// The mean over time, each stretch between two samples weighing as much as it lasted and taken as a straight line;
    /// the plain mean of the values if no time passed, null without samples.
    /// </summary>
    public static double? TimeWeightedMean(IReadOnlyList<TimedValue> samples)
    {
        TimeOrder.ThrowIfViolated(samples);
        if (samples.Count == 0)
        {
            return null;
        }
        var elapsedSeconds = samples[^1].TimeSeconds - samples[0].TimeSeconds;
        if (elapsedSeconds <= 0)
        {
            return samples.Average(sample => sample.Value);
        }
        var area = 0.0;
        for (var i = 1; i < samples.Count; i++)
        {
            var seconds = samples[i].TimeSeconds - samples[i - 1].TimeSeconds;
            area += seconds * (samples[i].Value + samples[i - 1].Value) / 2;
        }
        return area / elapsedSeconds;
    }

    /// <summary>
    /// The highest sample, the first of equals, with the interval since the sample before it (of no length for the
    /// first): between two samples nothing is known. Null without samples.
    /// </summary>
    public static SeriesInterval? Peak(IReadOnlyList<TimedValue> samples)
    {
        TimeOrder.ThrowIfViolated(samples);
        if (samples.Count == 0)
        {
            return null;
        }
        var index = Enumerable.Range(0, samples.Count).MaxBy(i => samples[i].Value);
        var start = samples[Math.Max(index - 1, 0)].TimeSeconds;
        return new SeriesInterval(index, start, samples[index].TimeSeconds, samples[index].Value);
    }
}
