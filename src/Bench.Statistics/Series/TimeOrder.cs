namespace Bench.Statistics.Series;

internal static class TimeOrder
{
    public static void ThrowIfViolated(IReadOnlyList<TimedValue> samples)
    {
        for (var i = 0; i < samples.Count; i++)
        {
            var isFinite =
                double.IsFinite(samples[i].TimeSeconds) && double.IsFinite(samples[i].Value);
            if (!isFinite || (i > 0 && samples[i].TimeSeconds < samples[i - 1].TimeSeconds))
            {
                throw new ArgumentException(
                    $"Sample {i} is not finite or is earlier than the one before it.",
                    nameof(samples)
                );
            }
        }
    }
}
